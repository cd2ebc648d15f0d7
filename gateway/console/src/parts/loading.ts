/** Loading what a screen shows: what it is, whether it is on its way, and what went wrong, for every screen alike. */
import { ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from 'vue'
import { asProblem, type Problem } from '@/api/problem'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/** Load now and whenever a source changes; a slower older answer never replaces a newer one. */
export function useLoad<T>(ask: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let latest: AbortController | null = null

  async function load(): Promise<void> {
    latest?.abort()
    const mine = new AbortController()
    latest = mine
    loading.value = true
    try {
      const found = await ask(mine.signal)
      if (latest === mine) {
        data.value = found
        problem.value = null
      }
    } catch (error) {
      if (latest === mine) problem.value = asProblem(error)
    } finally {
      if (latest === mine) loading.value = false
    }
  }

  if (sources.length) watch(sources, () => void load())
  void load()
  return { data, problem, loading, load }
}

const SPREAD = 120
/** Milliseconds over which many screens that hear of one change spread what they ask. */
const PAUSE = 1000
/** Milliseconds between two times that one screen asks, however much changes. */

/** Call `work` soon after the first of many calls, and not again before a pause: changes are seen at once, a flood is not asked for one by one. */
export function gathered(work: () => void, pause = PAUSE): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = -Infinity
  return () => {
    if (timer !== undefined) return
    const now = performance.now()
    timer = setTimeout(() => {
      timer = undefined
      last = performance.now()
      work()
    }, Math.max(Math.random() * SPREAD, last + pause - now))
  }
}

/** Call `work` once after calls have ceased for `ms`. */
export function settled(work: () => void, ms: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, ms)
  }
}
