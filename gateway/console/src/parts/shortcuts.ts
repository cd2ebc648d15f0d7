/** Keyboard shortcuts of a desk: what each does, by which keys, and the keys that a person has given them instead. */
import { computed, onScopeDispose, ref, type Ref } from 'vue'
import { session } from '@/state/session'
import { settings } from '@/state/settings'

export interface Shortcut {
  /** What it is called where a person's own keys are kept. */
  id: string
  /** As `alt+1`, `ctrl+enter`, `?`. */
  keys: string
  label: string
  run: () => void
}

export interface Keys {
  all: Readonly<Ref<readonly Shortcut[]>>
  helping: Ref<boolean>
  /** Give a shortcut other keys; the shortcut that has them already keeps them, and is told. Empty: its first keys again. */
  remap: (id: string, keys: string) => Shortcut | null
  changed: (id: string) => boolean
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>
const MODIFIERS = ['control', 'alt', 'shift', 'meta']

/** The keys of an event as shortcuts are written: with Alt, Ctrl or a digit the key itself, whatever it makes then. */
export function keysOf(event: Press): string {
  const plain = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]
  const held = event.altKey || event.ctrlKey || event.metaKey
  const digit = /^Digit/.test(event.code)
  const key = plain && (held || digit) ? plain.toLowerCase() : event.key.toLowerCase()
  const shift = event.shiftKey && (held || digit || event.key.length > 1)
  return [event.ctrlKey || event.metaKey ? 'ctrl' : '', event.altKey ? 'alt' : '', shift ? 'shift' : '', key].filter(Boolean).join('+')
}

/** Whether only keys like Alt are held yet. */
export const isUnfinished = (event: Pick<KeyboardEvent, 'key'>) => MODIFIERS.includes(event.key.toLowerCase())

const writes = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')
const makesText = (keys: string) => !/^(ctrl|alt)\+/.test(keys)

/** The shortcuts of a desk, listened to while the component lives; `?` shows them. A character is none where one writes. */
export function useKeys(desk: string, own: () => Shortcut[]): Keys {
  const helping = ref(false)
  /** Each person's own, though several work at one browser. */
  const nameOf = (id: string) => `${session.account?.id.slice(0, 8)}.${desk}.${id}`
  const all = computed(() => own().map((one) => ({ ...one, keys: settings.keys[nameOf(one.id)] ?? one.keys })))

  function press(event: KeyboardEvent): void {
    const keys = keysOf(event)
    if (makesText(keys) && writes(event.target)) return
    if ([...document.querySelectorAll('[role=dialog]')].some((one) => one.getClientRects().length)) return
    const found = event.key === '?' ? { run: () => (helping.value = true) } : all.value.find((one) => one.keys === keys)
    if (!found) return
    event.preventDefault()
    found.run()
  }

  function remap(id: string, keys: string): Shortcut | null {
    const taken = keys ? (all.value.find((one) => one.keys === keys && one.id !== id) ?? null) : null
    if (taken) return taken
    const others = Object.entries(settings.keys).filter(([name]) => name !== nameOf(id))
    settings.keys = Object.fromEntries(keys ? [...others, [nameOf(id), keys]] : others)
    return null
  }

  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
  return { all, helping, remap, changed: (id) => nameOf(id) in settings.keys }
}
