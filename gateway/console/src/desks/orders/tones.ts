/** How an event of an order looks on a timeline. */
import type { Step } from '@/parts/TimeLine.vue'

const TONES: Record<string, Step['tone']> = {
  breached: 'bad', escalated: 'bad', returned: 'warn', disputed: 'warn', refused: 'warn', reopened: 'warn', rejected: 'warn',
  warned: 'warn', waiting: 'warn', supervised: 'warn', settled: 'good', closed: 'good', verified: 'good', completed: 'good', decided: 'good',
}

export const toneOf = (action: string): Step['tone'] => TONES[action] ?? 'plain'
