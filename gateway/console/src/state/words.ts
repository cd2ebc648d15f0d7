/** The words of the trade: every code of the API by its term, as `GET /api/terms` has them. */
import { reactive } from 'vue'
import { get, type Schemas } from '@/api/client'
import { settings } from './settings'

type Term = Schemas['Term']

const words = reactive<Record<string, Record<string, Term>>>({})

export async function loadWords(): Promise<void> {
  for (const one of (await get('/api/terms')).data.items) {
    words[one.name] = Object.fromEntries(one.words.map((word) => [word.code, word]))
  }
}

/** A code as English words: `call_back` is "Call back"; a number alone is no word, its meaning stands beside it. */
export function inEnglish(code: string, meaning = ''): string {
  if (/^\d+$/.test(code)) return meaning ? `${code} (${meaning})` : code
  const text = code.replace(/_/g, ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The term for a code of a vocabulary (`RequestState`, `Role`, …); a code without one is shown as it is. */
export function term(vocabulary: string, code: string | null | undefined): string {
  if (!code) return ''
  const found = words[vocabulary]?.[code]
  return settings.language === 'zh' ? (found?.zh ?? code) : inEnglish(code, found?.en)
}

/** What the term means, for whoever points at it. */
export function meaning(vocabulary: string, code: string | null | undefined): string {
  const found = code ? words[vocabulary]?.[code] : undefined
  return found ? (settings.language === 'zh' ? found.zh : found.en) : ''
}

/** The codes of a vocabulary, in their order. */
export function codes(vocabulary: string): string[] {
  return Object.keys(words[vocabulary] ?? {})
}
