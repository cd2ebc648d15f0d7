/** Who is signed in, and as what they work where. */
import { computed, reactive } from 'vue'
import { get, post, type Schemas } from '@/api/client'
import { asProblem } from '@/api/problem'
import { settings } from './settings'

export type Role = Schemas['GrantView']['role']
export type Grant = Schemas['GrantView']

interface Session {
  account: Schemas['AccountView'] | null
  csrf: string | null
  /** False until it is known whether a session is there. */
  known: boolean
  /** It ended by itself while somebody worked. */
  expired: boolean
}

export const session = reactive<Session>({ account: null, csrf: null, known: false, expired: false })

export const nameOf = (grant: Grant) => `${grant.role}@${grant.area_code}`

/** Role and area as which one works now. */
export const current = computed<Grant | null>(() => {
  const held = session.account?.grants ?? []
  return held.find((one) => nameOf(one) === settings.post) ?? held[0] ?? null
})

/** The area that is shown: that of the post. */
export const area = computed(() => current.value?.area_code ?? '')

export function holds(roles: readonly string[]): boolean {
  return current.value !== null && roles.includes(current.value.role)
}

function take(said: Schemas['SessionView']): void {
  Object.assign(session, { account: said.account, csrf: said.csrf_token, known: true, expired: false })
}

/** Look whether a session is there; throws a `Problem` other than that there is none. */
export async function findSession(): Promise<void> {
  try {
    take((await get('/api/me')).data)
  } catch (error) {
    if (!asProblem(error).signedOut) throw error
    Object.assign(session, { account: null, csrf: null, known: true, expired: false })
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  take((await post('/api/login', { login, password })).data)
}

export async function signOut(): Promise<void> {
  await post('/api/logout', undefined)
  Object.assign(session, { account: null, csrf: null, expired: false })
}

/** End all of one's sessions on every device. */
export async function signOutEverywhere(): Promise<void> {
  await post('/api/me/sign-out-everywhere', undefined)
  Object.assign(session, { account: null, csrf: null, expired: false })
}

/** The gateway said that nobody is signed in. */
export function sessionEnded(): void {
  if (session.account === null) return
  Object.assign(session, { account: null, csrf: null, expired: true })
}
