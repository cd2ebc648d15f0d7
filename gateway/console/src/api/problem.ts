/** What went wrong with a request to the gateway, in words that people can act on (RFC 9457, or no answer at all). */
export type Fields = Record<string, string[]>

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Fields = {},
    readonly correlation: string | null = null,
  ) {
    super(message)
  }

  /** Nobody answered: the network or the gateway is away. */
  get away(): boolean {
    return this.status === 0 || this.status === 503
  }

  /** Somebody else changed it since it was read. */
  get stale(): boolean {
    return this.status === 412
  }

  get signedOut(): boolean {
    return this.status === 401
  }
}

/** The problem that an answer tells. */
export async function problemOf(answer: Response): Promise<Problem> {
  let said: Record<string, unknown> = {}
  try {
    said = (await answer.json()) as Record<string, unknown>
  } catch {
    // A proxy's page, not the gateway's answer: its status is all there is to tell.
  }
  return new Problem(
    answer.status,
    typeof said.code === 'string' ? said.code : 'unreadable',
    typeof said.detail === 'string' ? said.detail : '',
    (said.fields ?? {}) as Fields,
    typeof said.correlation_id === 'string' ? said.correlation_id : null,
  )
}

/** Anything thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(-1, 'unexpected', String(error))
}
