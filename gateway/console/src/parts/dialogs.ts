/** What every dialog does when it has opened. */
import { nextTick } from 'vue'

/** A dialog's own <header> would be taken for the page's: a second banner landmark. */
export async function settleHeaders(): Promise<void> {
  await nextTick()
  for (const header of document.querySelectorAll('.el-dialog header')) header.setAttribute('role', 'presentation')
}
