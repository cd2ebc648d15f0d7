/** Asks the gateway: typed by its published description, with the session's token, language and one key for a change. */
import { Problem, problemOf } from './problem'
import type { components, paths } from './schema'

export type Schemas = components['schemas']
type Json<T> = T extends { content: { 'application/json': infer J } } ? J : unknown
type Good<R> = R extends { 200: infer A } ? Json<A> : R extends { 201: infer A } ? Json<A> : unknown
type AnswerOf<O> = O extends { responses: infer R } ? Good<R> : unknown
type BodyOf<O> = O extends { requestBody: infer B } ? Json<B> : undefined
type Having<M extends 'get' | 'post'> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]
export type Readable = Having<'get'>
export type Changeable = Having<'post'>
export type Query = Record<string, string | number | boolean | null | undefined>
export type Places = Record<string, string>

export interface Answer<T> {
  data: T
  status: number
  /** The version in its ETag, to be sent back with a change. */
  version: number | null
}

interface Context {
  csrf: () => string | null
  language: () => string
  signedOut: () => void
}

let context: Context = { csrf: () => null, language: () => 'zh', signedOut: () => undefined }

/** Say whose session it is and in which language to answer. */
export function configure(made: Context): void {
  context = made
}

/** A new idempotency key: the same one is sent again when a change is tried again. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join('')
}

export function address(template: string, places: Places = {}, query: Query = {}): string {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(places[name] ?? ''))
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text ? `${path}?${text}` : path
}

async function ask<T>(url: string, options: RequestInit): Promise<Answer<T>> {
  const headers = new Headers(options.headers)
  headers.set('Accept-Language', context.language())
  let answer: Response
  try {
    answer = await fetch(url, { ...options, headers, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new Problem(0, 'no_network', '')
  }
  if (!answer.ok) {
    const problem = await problemOf(answer)
    if (problem.signedOut && problem.code !== 'bad_credentials') context.signedOut()
    throw problem
  }
  const tag = /^"(\d+)"$/.exec(answer.headers.get('ETag') ?? '')
  const data = (answer.status === 204 ? undefined : await answer.json()) as T
  return { data, status: answer.status, version: tag ? Number(tag[1]) : null }
}

/** Read something. Throws `Problem`. */
export function get<P extends Readable>(
  path: P,
  said: { at?: Places; query?: Query; signal?: AbortSignal } = {},
): Promise<Answer<AnswerOf<paths[P] extends { get: infer O } ? O : never>>> {
  return ask(address(path, said.at, said.query), { signal: said.signal })
}

/** The headers of every change: its key, and the session's token. */
function changing(key = newKey()): Record<string, string> {
  const csrf = context.csrf()
  return csrf ? { 'Idempotency-Key': key, 'X-CSRF-Token': csrf } : { 'Idempotency-Key': key }
}

/** Send a file as it is. Throws `Problem`. */
export function upload<P extends Changeable>(path: P, file: Blob, at: Places, key?: string): Promise<Answer<AnswerOf<paths[P] extends { post: infer O } ? O : never>>> {
  return ask(address(path, at), { method: 'POST', headers: { ...changing(key), 'Content-Type': file.type || 'application/octet-stream' }, body: file })
}

/** Change something, once for its key; `version`: the one that was seen, where the route asks for it. Throws `Problem`. */
export function post<P extends Changeable>(
  path: P,
  body: BodyOf<paths[P] extends { post: infer O } ? O : never>,
  said: { at?: Places; version?: number | '*'; key?: string; signal?: AbortSignal } = {},
): Promise<Answer<AnswerOf<paths[P] extends { post: infer O } ? O : never>>> {
  const headers = changing(said.key)
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (said.version !== undefined) headers['If-Match'] = said.version === '*' ? '*' : `"${said.version}"`
  const sent = body === undefined ? undefined : JSON.stringify(body)
  return ask(address(path, said.at), { method: 'POST', headers, body: sent, signal: said.signal })
}
