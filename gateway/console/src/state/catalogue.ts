/** The catalogue of categories: their names, groups, forms and the departments. */
import { computed, shallowRef } from 'vue'
import { get, type Schemas } from '@/api/client'
import { settings } from './settings'

type Catalogue = Schemas['CatalogueView']
export type Category = Schemas['CategoryView']

const held = shallowRef<Catalogue | null>(null)
let asked: Promise<void> | null = null

/** Load it, once a session. Throws `Problem`. */
export function loadCatalogue(): Promise<void> {
  asked ??= get('/api/hotline/categories')
    .then(({ data }) => {
      held.value = data
    })
    .catch((error: unknown) => {
      asked = null
      throw error
    })
  return asked
}

/** Load it anew: it has been changed here. Throws `Problem`. */
export function reloadCatalogue(): Promise<void> {
  asked = null
  return loadCatalogue()
}

export const catalogue = computed(() => held.value)
const byCode = computed(() => new Map((held.value?.categories ?? []).map((one) => [one.code, one])))
const departments = computed(() => new Map((held.value?.departments ?? []).map((one) => [one.code, one])))
const groups = computed(() => new Map((held.value?.groups ?? []).map((one) => [one.code, one])))

const said = (one: { zh: string; en: string } | undefined) => (settings.language === 'zh' ? one?.zh : one?.en)

export const category = (code: string): Category | undefined => byCode.value.get(code)
export const categoryName = (code: string): string => said(byCode.value.get(code)) ?? code
export const groupName = (code: string): string => said(groups.value.get(code)) ?? code
export const departmentName = (code: string): string => said(departments.value.get(code)) ?? code

/** Categories by their group, for lists to choose from. */
export const grouped = computed(() => {
  const found = new Map<string, Category[]>()
  for (const one of held.value?.categories ?? []) {
    const fellows = found.get(one.group) ?? []
    found.set(one.group, [...fellows, one])
  }
  return [...found.entries()].map(([code, categories]) => ({ code, categories }))
})
