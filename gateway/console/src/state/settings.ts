/** How this person wants the console: language, theme, and as what they work where. Kept in the browser; nothing personal. */
import { reactive, watch } from 'vue'

export type Language = 'zh' | 'en'
export type Theme = 'light' | 'dark' | 'system'

export interface Settings {
  language: Language
  theme: Theme
  /** Role and area as which one works, `dispatcher@210103`; empty: the first one held. */
  post: string
  /** Keys given to shortcuts in the place of their first ones, by person, desk and shortcut: `1a2b3c4d.operator.hold` → `alt+j`. */
  keys: Record<string, string>
}

const KEY = 'linli.settings'
const preferred: Language = typeof navigator !== 'undefined' && /^en/i.test(navigator.language) ? 'en' : 'zh'

function kept(): Partial<Settings> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>
  } catch {
    return {}
  }
}

export const settings = reactive<Settings>({ language: preferred, theme: 'system', post: '', keys: {}, ...kept() })

const systemDark = typeof matchMedia === 'function' ? matchMedia('(prefers-color-scheme: dark)') : null

/** Whether the dark colours are shown now. */
export function isDark(): boolean {
  return settings.theme === 'dark' || (settings.theme === 'system' && (systemDark?.matches ?? false))
}

function show(): void {
  document.documentElement.lang = settings.language === 'zh' ? 'zh-CN' : 'en'
  document.documentElement.classList.toggle('dark', isDark())
}

/** Follow the settings from now on. */
export function followSettings(): void {
  systemDark?.addEventListener('change', show)
  watch(
    settings,
    () => {
      show()
      try {
        localStorage.setItem(KEY, JSON.stringify(settings))
      } catch {
        // A browser that keeps nothing: the settings last as long as the page.
      }
    },
    { immediate: true, flush: 'sync' },
  )
}
