/** Doing one thing at a time: whether it is under way, what went wrong, what is told when it is done. */
import { ref, shallowRef } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

export function useDoing() {
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const told = ref('')

  /** Do this and tell that it is done; false when it was not, or something else is under way. */
  async function run(work: () => Promise<unknown>, said = ''): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    problem.value = null
    told.value = ''
    try {
      await work()
      told.value = said
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, problem, told, run }
}
