/** Where areas lie, asked for once. */
import { get, type Schemas } from '@/api/client'

export type Outline = Schemas['OutlineView']
const asked = new Map<string, Promise<Outline[]>>()

/** The outlines of an area's streets or communities; empty where the district has not been cut into cells yet. */
export function outlinesOf(area: string, tier: 'street' | 'community'): Promise<Outline[]> {
  const key = `${area} ${tier}`
  const found = asked.get(key) ?? get('/api/grid/outlines', { query: { area, tier } }).then(({ data }) => data.items)
  asked.set(key, found)
  found.then((items) => items.length || asked.delete(key), () => asked.delete(key))
  return found
}

/** Forget everything: somebody else signed in. */
export function forgetOutlines(): void {
  asked.clear()
}
