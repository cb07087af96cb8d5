/** A request as the fake saw it, whether answered or not. */
export interface SeenRequest {
  readonly method: string
  /** Path without the base address and the query. */
  readonly path: string
  readonly query: string
  readonly body: unknown
  /** `POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews`, or `query Conversations`. */
  readonly operation: string
  readonly token: string
}

/** What goes wrong with a request. */
export type Trouble =
  /** Not carried out, answered like this. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: object
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Carried out, answered like this all the same. */
  | { readonly kind: 'answer-after'; readonly status: number; readonly body: object }
  /** The connection ends without an answer, before or after it was carried out. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'drop-after' }
  /** No answer ever. */
  | { readonly kind: 'hang' }

export interface Fault {
  readonly when: (request: SeenRequest) => boolean
  /** How often; without it always. */
  readonly times?: number
  /** Requests of the kind that are let through first. */
  readonly after?: number
  readonly trouble: Trouble
}

export const serverError: Trouble = { kind: 'answer', status: 502, body: { message: 'Server Error' } }
export const storedServerError: Trouble = { kind: 'answer-after', status: 502, body: { message: 'Server Error' } }
export const forbidden: Trouble = {
  kind: 'answer',
  status: 403,
  body: {
    message: 'Resource not accessible by integration',
    documentation_url: 'https://docs.github.com/rest',
    status: '403',
  },
}
export const notFound: Trouble = {
  kind: 'answer',
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
}
export const unprocessable: Trouble = {
  kind: 'answer',
  status: 422,
  body: {
    message: 'Unprocessable Entity',
    errors: ['Pull request review thread line must be part of the diff'],
    documentation_url: 'https://docs.github.com/rest',
    status: '422',
  },
}
export const primaryLimit: Trouble = {
  kind: 'answer',
  status: 403,
  body: {
    message: 'API rate limit exceeded for installation ID 1.',
    documentation_url: 'https://docs.github.com/rest',
  },
  headers: { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' },
}

/** The limit on many writes; GitHub does not always say how long to wait. */
export function secondaryLimit(seconds: number | undefined, status: 403 | 429 = 403): Trouble {
  return {
    kind: 'answer',
    status,
    body: {
      message:
        'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.',
      documentation_url: 'https://docs.github.com/rest/overview/resources-in-the-rest-api#secondary-rate-limits',
    },
    ...(seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }),
  }
}
