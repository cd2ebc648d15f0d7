/** The names of areas, asked for once each with those beside them. */
import { reactive } from 'vue'
import { get, type Schemas } from '@/api/client'

export type Area = Schemas['AreaView']

const known = reactive(new Map<string, Area>())
const branches = reactive(new Map<string, Area[]>())
const asked = new Map<string, Promise<Area[]>>()

export function tierOf(code: string): 'district' | 'street' | 'community' | 'cell' {
  return code.length <= 6 ? 'district' : code.length <= 9 ? 'street' : code.length <= 12 ? 'community' : 'cell'
}

export function parentOf(code: string): string | null {
  if (code.length >= 20) return code.slice(6, 18)
  return code.length > 9 ? code.slice(0, 9) : code.length > 6 ? code.slice(0, 6) : null
}

/** Whether `inner` is `outer` or lies below it. */
export const covers = (outer: string, inner: string) => inner.startsWith(outer) || (inner.length === 20 && inner.slice(6, 18).startsWith(outer))

/** The areas directly below one; empty where nothing is below or it is out of reach. */
export function childrenOf(code: string): Promise<Area[]> {
  const before = asked.get(code)
  if (before) return before
  const found = get('/api/areas/{code}', { at: { code } })
    .then(({ data }) => {
      known.set(data.area.code, data.area)
      for (const one of data.children) known.set(one.code, one)
      branches.set(code, data.children)
      return data.children
    })
    .catch(() => {
      asked.delete(code)
      return []
    })
  asked.set(code, found)
  return found
}

/** What is known to be directly below an area, now. */
export const below = (code: string): Area[] => branches.get(code) ?? []

let reach: readonly string[] = []

/** Say in which areas one may look: nothing is asked of those above. */
export function lookWithin(areas: readonly string[]): void {
  reach = areas
}

/** Have the name of an area asked for, with those beside it where one may read the area above; else it alone. */
async function learn(code: string): Promise<void> {
  const parent = parentOf(code)
  if (parent && reach.some((one) => covers(one, parent))) await childrenOf(parent)
  if (!known.has(code) && reach.some((one) => covers(one, code))) await childrenOf(code)
}

/** The area's name, its code until that is known; a grid cell is named by its community. */
export function areaName(code: string | null | undefined): string {
  if (!code) return ''
  if (code.length >= 20) return `${areaName(code.slice(6, 18))} ${code.slice(18)}`
  const found = known.get(code)
  if (found) return found.name
  if (!asked.has(`name ${code}`)) {
    asked.set(`name ${code}`, learn(code).then(() => []))
  }
  return code
}

/** The area with the names of those above it, as far as they are known. */
export function areaPath(code: string | null | undefined): string {
  if (!code) return ''
  const above = code.length >= 20 ? null : parentOf(code)
  const told = above && above.length > 6 && (known.has(above) || reach.some((one) => covers(one, above)))
  return told ? `${areaName(above)} ${areaName(code)}` : areaName(code)
}

/** Forget everything: somebody else signed in. */
export function forgetAreas(): void {
  known.clear()
  branches.clear()
  asked.clear()
}
