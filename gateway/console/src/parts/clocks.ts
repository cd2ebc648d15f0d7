/** What a clock says at a moment: pure, for screens and tests. */
import type { Schemas } from '@/api/client'

export type Clock = Schemas['ClockView']
export type Row = Pick<Schemas['RequestRow'], 'state' | 'sign_due_at' | 'settle_due_at' | 'settled_at' | 'ended_at' | 'waiting_since' | 'stage' | 'dispute_due_at'>
export type Look = 'good' | 'risk' | 'late' | 'paused' | 'done' | 'done_late'

export interface Reading {
  look: Look
  /** Milliseconds until it is due; negative when past. */
  left: number
}

/** How a clock stands now: a stopped one stays as it stopped, a paused one stands still, a running one runs. */
export function read(clock: Clock, now: number): Reading {
  const due = Date.parse(clock.due_at)
  if (clock.stopped_at) {
    const left = due - Date.parse(clock.stopped_at)
    return { look: left < 0 ? 'done_late' : 'done', left }
  }
  if (clock.paused_at) return { look: 'paused', left: due - Date.parse(clock.paused_at) }
  const left = due - now
  if (left < 0) return { look: 'late', left }
  return { look: now >= Date.parse(clock.warning_at) ? 'risk' : 'good', left }
}

/** The clock that matters most of a row of a list: signing until it is signed for, settling after. */
export function readRow(row: Row, now: number): Reading & { kind: 'sign' | 'settle'; due: string } {
  const signing = row.state === 'dispatched' || row.state === 'pending_dispatch'
  const kind = signing ? 'sign' : 'settle'
  const due = signing ? row.sign_due_at : row.settle_due_at
  const stopped = row.settled_at ?? row.ended_at
  const left = Date.parse(due) - (stopped ? Date.parse(stopped) : row.waiting_since ? Date.parse(row.waiting_since) : now)
  if (stopped) return { kind, due, left, look: left < 0 ? 'done_late' : 'done' }
  if (row.waiting_since) return { kind, due, left, look: 'paused' }
  if (left < 0) return { kind, due, left, look: 'late' }
  return { kind, due, left, look: row.stage === 'on_time' ? 'good' : 'risk' }
}
