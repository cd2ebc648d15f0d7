/** Lists of orders with their titles: pages that follow one another, kept up with changes. */
import { computed, reactive, ref, shallowRef, watch, type WatchSource } from 'vue'
import { get, post, type Query, type Schemas } from '@/api/client'
import { asProblem, type Problem } from '@/api/problem'
import { onChange } from '@/live/stream'
import { gathered } from '@/parts/loading'
import type { Place } from '@/parts/maps'

export type OrderRow = Schemas['RequestRow'] & { title: string; tracking_code: string }

interface Known {
  title: string
  tracking_code: string
  place: Place | null
}
const titles = reactive(new Map<string, Known>())

/** Ask for the titles that are not known yet; without them a list still shows its rows. */
export async function learnTitles(ids: readonly string[]): Promise<void> {
  const unknown = [...new Set(ids)].filter((id) => !titles.has(id))
  if (!unknown.length) return
  const { data } = await post('/api/hotline/requests/titles', { ids: unknown.slice(0, 200) })
  for (const one of data.items) {
    const { latitude: lat, longitude: lon } = one
    const place = typeof lat === 'number' && typeof lon === 'number' ? { lat, lon } : null
    titles.set(one.id, { title: one.title, tracking_code: one.tracking_code, place })
  }
}

export const titleOf = (id: string) => titles.get(id)?.title ?? ''
/** Where the matter is, if that was said. */
export const placeOf = (id: string) => titles.get(id)?.place ?? null
export const codeOf = (id: string) => titles.get(id)?.tracking_code ?? ''

/** The requests that a query asks for; `sorted`: the first due first, within what is loaded. */
export function useOrders(query: () => Query, sources: WatchSource[], sorted = true) {
  const rows = shallowRef<Schemas['RequestRow'][]>([])
  const next = ref<string | null>(null)
  const loading = ref(false)
  const there = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let turn = 0

  async function fetchPage(cursor: string | null, limit: number): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const { data } = await get('/api/hotline/requests', { query: { ...query(), cursor, limit } })
      if (mine !== turn) return
      rows.value = cursor ? [...rows.value, ...data.items] : data.items
      next.value = data.next_cursor
      there.value = true
      problem.value = null
      await learnTitles(data.items.map((one) => one.id)).catch(() => undefined)
    } catch (error) {
      if (mine === turn) problem.value = asProblem(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  const load = () => fetchPage(null, Math.min(200, Math.max(100, rows.value.length)))
  const more = () => fetchPage(next.value, 100)
  watch(sources, () => {
    there.value = false
    rows.value = []
    void load()
  })
  onChange(gathered(() => void load()))
  void load()

  const due = (row: Schemas['RequestRow']) => (row.settled_at || row.ended_at ? '9' : '') + row.settle_due_at
  const shown = computed<OrderRow[]>(() => {
    const found = rows.value.map((row) => ({ ...row, title: titleOf(row.id), tracking_code: codeOf(row.id) }))
    return sorted ? found.sort((one, other) => (due(one) < due(other) ? -1 : 1)) : found
  })
  return { rows: shown, next, loading, there, problem, load, more }
}
