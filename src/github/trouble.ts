/** Why a request to GitHub failed, as far as it decides what to do next. */
export interface Trouble {
  readonly kind: /** The token may not (403), or GitHub hides what it may not see (404). */
    | 'forbidden'
    | 'missing'
    /** The request itself is refused (422). */
    | 'refused'
    /** Too many requests, and waiting did not help or would take too long. */
    | 'limited'
    /** No answer, or a failure of GitHub's own: it may have been carried out all the same. */
    | 'lost'
    | 'unauthorized'
    | 'other'
  readonly status: number | undefined
  /** One line, fit to be shown; never holds the token. */
  readonly message: string
  /** What the answer says in `errors`, whose form differs between endpoints. */
  readonly details: readonly string[]
}

/** Reads an error of a request; throws what is none, since that is a mistake of ours. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof Error)) throw error
  const { status, response } = error as Error & { status?: unknown; response?: { data?: unknown; headers?: unknown } }
  if (error.name === 'GraphqlResponseError') {
    const { errors } = error as Error & { errors?: readonly { type?: string; message?: string }[] }
    const types = new Set((errors ?? []).map((one) => one.type))
    const kind = types.has('RATE_LIMITED')
      ? 'limited'
      : types.has('FORBIDDEN')
        ? 'forbidden'
        : types.has('NOT_FOUND')
          ? 'missing'
          : 'other'
    return { kind, status: 200, message: oneLine(error.message), details: [] }
  }
  if (typeof status !== 'number') {
    if (/GraphQL Rate Limit/.test(error.message)) {
      return { kind: 'limited', status: undefined, message: oneLine(error.message), details: [] }
    }
    if (error.name === 'TimeoutError' || error.name === 'AbortError') {
      return { kind: 'lost', status: undefined, message: 'GitHub did not answer in time', details: [] }
    }
    throw error
  }
  const headers = (response?.headers ?? {}) as Readonly<Record<string, unknown>>
  const message = oneLine(error.message)
  return { kind: kindOf(status, message, headers), status, message, details: detailsOf(response?.data) }
}

function kindOf(status: number, message: string, headers: Readonly<Record<string, unknown>>): Trouble['kind'] {
  if (status === 401) return 'unauthorized'
  if (status === 429 || /\bsecondary rate\b/i.test(message)) return 'limited'
  if (status === 403) return String(headers['x-ratelimit-remaining']) === '0' ? 'limited' : 'forbidden'
  if (status === 404 || status === 410) return 'missing'
  if (status === 422) return 'refused'
  return status >= 500 ? 'lost' : 'other'
}

/** `errors` of an answer: an array of texts for misplaced comments, of objects for invalid fields. */
function detailsOf(data: unknown): readonly string[] {
  const errors = (data as { errors?: unknown } | undefined)?.errors
  if (typeof errors === 'string') return [oneLine(errors)]
  if (!Array.isArray(errors)) return []
  return errors.map((one: unknown) => {
    if (typeof one === 'string') return oneLine(one)
    const { message, field, code } = (one ?? {}) as { message?: unknown; field?: unknown; code?: unknown }
    return oneLine(typeof message === 'string' ? message : `${String(field)}: ${String(code)}`)
  })
}

/** Without the address of the documentation, which the client adds. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replace(/ - https:\/\/docs\.github\.com\S*$/, '')
    .slice(0, 300)
}
