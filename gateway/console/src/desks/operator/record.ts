/** What an operator writes down of a request, and what of it is sent. */
import type { Schemas } from '@/api/client'

export interface Record_ {
  kind: string
  title: string
  description: string
  category: string
  area: string
  name: string
  phone: string
  answer: string
  answers: Record<string, string>
  call: string | null
}

export type Way = 'dispatch' | 'hold' | 'answer'
export type Field = Pick<Schemas['FieldDefinition'], 'name' | 'required'>

export const blank = (area: string): Record_ => ({ kind: 'help', title: '', description: '', category: '', area, name: '', phone: '', answer: '', answers: {}, call: null })

/** The names of what must be there and is not, in the order of the form. */
export function lacking(said: Record_, way: Way, fields: readonly Field[] = []): string[] {
  const found: string[] = []
  if (!said.title.trim()) found.push('title')
  if (!said.category) found.push('category')
  if (way === 'answer' && !said.answer.trim()) found.push('answer')
  for (const one of fields) if (one.required && way !== 'answer' && !said.answers[one.name]?.trim()) found.push(`answers.${one.name}`)
  return found
}

/** The body of the request to record it. */
export function bodyOf(said: Record_, way: Way): Schemas['OpenRequestBody'] {
  const answers = Object.fromEntries(Object.entries(said.answers).filter(([, value]) => value.trim()))
  const body: Record<string, unknown> = { area_code: said.area, category: said.category, title: said.title.trim(), description: said.description.trim(), kind: said.kind, channel: 'phone' }
  if (said.name.trim()) body.contact_name = said.name.trim()
  if (said.phone.trim()) body.contact_phone = said.phone.trim()
  if (said.call) body.call_id = said.call
  if (Object.keys(answers).length) body.answers = answers
  if (way === 'hold') body.hold = true
  if (way === 'answer') body.answer = said.answer.trim()
  return body as Schemas['OpenRequestBody']
}

/** Text that may go into an address: without what looks like a number of a telephone, card or flat. */
export const withoutNumbers = (text: string) => text.replace(/[0-9０-９xX]{4,}/g, ' ').trim()
