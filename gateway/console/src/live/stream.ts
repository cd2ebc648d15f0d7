/** The stream of changes: one connection for all screens, begun anew after a growing wait, with a visible state. */
import { onScopeDispose, reactive, readonly, watch } from 'vue'
import { address } from '@/api/client'
import { area, session } from '@/state/session'
import { Parser } from './parsing'

export interface Change {
  kind: string
  id: string
  state: string
  area_code: string
  sequence: number
}

/** How many requests of an area, with all below it, are open, closed and late now. */
export interface Counted {
  area_code: string
  open: number
  closed: number
  late: number
}

/** `null`: something may have been missed, load anew what is shown. */
type Listener = (change: Change | null) => void

export type Liveness = 'off' | 'connecting' | 'live' | 'lost'

const SILENCE = 40_000
/** The server sends a comment every 15 s; after this long without one the connection is dead. */
const LONGEST_WAIT = 30_000

const state = reactive<{ is: Liveness; since: number }>({ is: 'off', since: Date.now() })
export const live = readonly(state)

const listeners = new Set<Listener>()
const counters = new Set<(counted: Counted) => void>()
let stop: AbortController | null = null
let lastId: string | null = null

function become(is: Liveness): void {
  if (state.is !== is) Object.assign(state, { is, since: Date.now() })
}

function tell(change: Change | null): void {
  for (const one of listeners) one(change)
}

/** Milliseconds until the next try: doubled each time from one second on, spread so that not all screens come at once. */
export function wait(tries: number, random: () => number = Math.random): number {
  return Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(tries, 5)) * (0.5 + random() / 2)
}

async function read(where: string, signal: AbortSignal, opened: () => void): Promise<void> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' }
  if (lastId) headers['Last-Event-ID'] = lastId
  const answer = await fetch(address('/api/stream', {}, { area: where }), { headers, signal, credentials: 'same-origin' })
  if (!answer.ok || !answer.body) throw new Error(String(answer.status))
  opened()
  const reader = answer.body.getReader()
  const parser = new Parser()
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await within(reader.read(), SILENCE)
    if (done) return
    for (const one of parser.take(decoder.decode(value, { stream: true }))) {
      if (one.event === 'resync') tell(null)
      else if (one.event === 'changed') tell(JSON.parse(one.data) as Change)
      else if (one.event === 'counted') for (const count of counters) count(JSON.parse(one.data) as Counted)
    }
    lastId = parser.id ?? lastId
  }
}

function within<T>(work: Promise<T>, ms: number): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error('silent')), ms)
    work.then(done, fail).finally(() => clearTimeout(timer))
  })
}

async function keepUp(where: string, control: AbortController): Promise<void> {
  let tries = 0
  let before = false
  while (!control.signal.aborted) {
    const one = new AbortController()
    control.signal.addEventListener('abort', () => one.abort(), { once: true })
    try {
      await read(where, one.signal, () => {
        tries = 0
        become('live')
        if (before && !lastId) tell(null) // the server cannot know what happened while nobody listened
        before = true
      })
    } catch {
      // Whatever it was, the next try tells.
    }
    one.abort()
    if (control.signal.aborted) return
    become('lost')
    await new Promise((done) => setTimeout(done, wait(tries++)))
  }
}

/** Keep the stream of the area where somebody works, as long as somebody does. */
export function followStream(): void {
  watch(
    () => (session.account ? area.value : ''),
    (where) => {
      stop?.abort()
      stop = null
      lastId = null
      become(where ? 'connecting' : 'off')
      if (where) {
        stop = new AbortController()
        void keepUp(where, stop)
      }
    },
    { immediate: true },
  )
}

/** Hear of changes as long as the component lives. */
export function onChange(listener: Listener): void {
  listeners.add(listener)
  onScopeDispose(() => listeners.delete(listener))
}

/** Hear of the counts of the area where somebody works, whenever they may be others, as long as the component lives. */
export function onCounts(counter: (counted: Counted) => void): void {
  counters.add(counter)
  onScopeDispose(() => counters.delete(counter))
}
