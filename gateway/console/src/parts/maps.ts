/** What maps draw: fills of areas, marks of places, and which things lie near each other. Pure, for screens and tests. */
import type { Look } from './clocks'

export type Tone = 'none' | 'some' | 'risk' | 'bad'
export interface Fill {
  tone: Tone
  /** Written in the area. */
  text: string
  /** Said where one points at it. */
  said: string
}
export interface Mark {
  key: string
  lon: number
  lat: number
  look: Look
  count: number
  said: string
}

/** The colour of a fill, of those in the style sheet. */
export const TONES: Readonly<Record<Tone, string>> = { none: 'card', some: 'brand-soft', risk: 'risk-soft', bad: 'bad-soft' }

const OCTAGON = 'path://M5 1h6l4 4v6l-4 4H5l-4-4V5l4-4Z'
const BARS = 'path://M3 2h4v12H3V2Zm6 0h4v12H9V2Z'

/** The shape and colour of a mark, those of the clocks: each state has a shape of its own. */
export const MARKS: Readonly<Record<Look, { symbol: string; tone: string }>> = {
  good: { symbol: 'circle', tone: 'good' },
  risk: { symbol: 'triangle', tone: 'risk' },
  late: { symbol: OCTAGON, tone: 'bad' },
  paused: { symbol: BARS, tone: 'paused' },
  done: { symbol: 'circle', tone: 'good' },
  done_late: { symbol: OCTAGON, tone: 'bad' },
}

const URGENCY: readonly Look[] = ['done', 'good', 'done_late', 'paused', 'risk', 'late']
/** The look that asks most for attention. */
export const worst = (looks: readonly Look[]): Look => looks.reduce((one, other) => (URGENCY.indexOf(other) > URGENCY.indexOf(one) ? other : one), 'done')

/** The community of an area's code, of a grid cell's too; null for a street or district. */
export function communityOf(code: string): string | null {
  return code.length === 20 ? code.slice(6, 18) : code.length === 12 ? code : null
}

export interface Place {
  lon: number
  lat: number
}
const METRES = 111_320

/** Metres between two places of a district. */
export function metresBetween(one: Place, other: Place): number {
  const east = (one.lon - other.lon) * METRES * Math.cos((((one.lat + other.lat) / 2) * Math.PI) / 180)
  return Math.hypot(east, (one.lat - other.lat) * METRES)
}

/** Things that lie within so many metres of another of their group, each thing in one group, in the order they came. */
export function near<T>(things: readonly T[], placeOf: (one: T) => Place, metres: number): T[][] {
  const groups: T[][] = []
  for (const one of things) {
    const touched = groups.filter((group) => group.some((other) => metresBetween(placeOf(one), placeOf(other)) <= metres))
    const joined = [...touched.flat(), one]
    for (const group of touched) groups.splice(groups.indexOf(group), 1)
    groups.push(joined)
  }
  return groups
}
