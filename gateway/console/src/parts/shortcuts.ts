/** Keyboard shortcuts of a desk: what each is called, by which keys, and what it does. */
import { onScopeDispose } from 'vue'

export interface Shortcut {
  /** As `alt+1`, `ctrl+enter`, `?`. */
  keys: string
  label: string
  run: () => void
}

/** The keys of an event as shortcuts are written. Digits and letters are those of the key, whatever Alt makes of them. */
export function keysOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey'>): string {
  const plain = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]
  const key = event.altKey && plain ? plain.toLowerCase() : event.key.toLowerCase()
  return [event.ctrlKey || event.metaKey ? 'ctrl' : '', event.altKey ? 'alt' : '', key].filter(Boolean).join('+')
}

const writes = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')

/** Listen while the component lives; a single character is a shortcut only where nobody is writing. */
export function useShortcuts(all: () => Shortcut[]): void {
  function press(event: KeyboardEvent): void {
    const keys = keysOf(event)
    if (!keys.includes('+') && writes(event.target)) return
    if ([...document.querySelectorAll('[role=dialog]')].some((one) => one.getClientRects().length)) return
    const found = all().find((one) => one.keys === keys)
    if (!found) return
    event.preventDefault()
    found.run()
  }
  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
}
