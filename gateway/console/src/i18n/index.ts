/** The console's texts in Chinese and English; one that is missing is an error where it is used. */
import { watch } from 'vue'
import { createI18n } from 'vue-i18n'
import { settings } from '@/state/settings'
import en from './en'
import zh from './zh'

export const i18n = createI18n({
  legacy: false,
  locale: settings.language,
  fallbackLocale: false as unknown as string,
  messages: { zh, en },
  missing: (locale, key) => {
    console.error(`missing translation: ${locale} ${key}`)
    return key
  },
})

watch(
  () => settings.language,
  (language) => {
    i18n.global.locale.value = language
  },
)

/** A text, also outside of components. */
export const t = i18n.global.t
