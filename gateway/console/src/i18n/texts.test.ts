/** Both languages say the same things, with the same places to fill in. */
import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import en from './en'
import zh from './zh'

function leaves(tree: object, above = ''): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[above + name, value] as [string, string]] : leaves(value as object, `${above}${name}.`),
  )
}

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((one) => one[1]).sort()

it('has every text in both languages', () => {
  expect(leaves(en).map(([name]) => name).sort()).toEqual(leaves(zh).map(([name]) => name).sort())
})

it('fills the same places in both', () => {
  const english = new Map(leaves(en))
  for (const [name, text] of leaves(zh)) expect([name, places(english.get(name) ?? '')]).toEqual([name, places(text)])
})

it('has Chinese texts in Chinese and no text that is empty', () => {
  for (const [name, text] of leaves(zh)) expect(text.trim(), name).not.toBe('')
  const without = leaves(zh).filter(([, text]) => /\p{L}/u.test(text.replace(/\{\w+\}/g, '')) && !/[\u4e00-\u9fff]/.test(text)).map(([name]) => name)
  expect(without).toEqual(['other_language'])
})

it('has no text that its library cannot read', () => {
  for (const [language, texts] of Object.entries({ zh, en })) {
    const { t } = createI18n({ legacy: false, locale: language, messages: { [language]: texts } }).global
    for (const [name] of leaves(texts)) expect((t as (key: string) => string)(name), name).not.toBe(name)
  }
})
