/** A clock reads as it stands: running, at risk, late, paused, done in time or late. */
import { describe, expect, it } from 'vitest'
import { read, type Clock } from './clocks'

const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00Z`
const clock = (more: Partial<Clock> = {}): Clock => ({
  kind: 'settle', measure: 'calendar', allowed_hours: 10, started_at: at(0), warning_at: at(8), due_at: at(10),
  paused_at: null, stopped_at: null, stage: 'on_time', used: 0, ...more,
})
const looks = (more: Partial<Clock>, hour: number) => read(clock(more), Date.parse(at(hour))).look

describe('a clock', () => {
  it('runs, warns at four fifths, is late once past', () => {
    expect([looks({}, 7), looks({}, 8), looks({}, 10), looks({}, 11)]).toEqual(['good', 'risk', 'risk', 'late'])
  })
  it('stands still while it is paused', () => {
    expect(read(clock({ paused_at: at(4) }), Date.parse(at(20)))).toEqual({ look: 'paused', left: 6 * 3_600_000 })
  })
  it('stays as it stopped', () => {
    expect([looks({ stopped_at: at(9) }, 20), looks({ stopped_at: at(11) }, 20)]).toEqual(['done', 'done_late'])
  })
})
