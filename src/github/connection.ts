import { getOctokit } from '@actions/github'
import { retry } from '@octokit/plugin-retry'
import { throttling } from '@octokit/plugin-throttling'
import Bottleneck from 'bottleneck/light.js'

/** Where and as whom we ask, and how patiently. */
export interface Connection {
  /** Address of the REST API: `https://api.github.com`, or a server's own `…/api/v3`. */
  readonly url: string
  readonly token: string
  readonly owner: string
  readonly repo: string
  /** Milliseconds between two writes, which GitHub asks to be a second; the unit of every wait. */
  readonly pace: number
  /** Milliseconds that one answer may take. */
  readonly patience: number
  /** Told before a wait of so many seconds for a limit. */
  readonly onWait: (seconds: number) => void
}

const MOST_WAITS = 2
/** Seconds in all. */
const LONGEST_WAIT = 300

/** A client that spaces writes, waits for limits as GitHub asks, and tries again what may be tried again. */
export function openOctokit(connection: Connection) {
  const { url, token, pace, patience, onWait } = connection
  let waited = 0
  const mayWait = (seconds: number, retries: number): boolean => {
    if (retries >= MOST_WAITS || waited + seconds > LONGEST_WAIT) return false
    waited += seconds
    onWait(seconds)
    return true
  }
  const silent = (): void => {}
  return getOctokit(
    token,
    {
      baseUrl: url,
      log: { debug: silent, info: silent, warn: silent, error: silent },
      retry: { doNotRetry: [400, 401, 403, 404, 406, 409, 410, 422, 429, 451], retryAfterBaseValue: pace },
      throttle: {
        retryAfterBaseValue: pace,
        write: new Bottleneck.Group({ id: 'write', maxConcurrent: 1, minTime: pace }),
        notifications: new Bottleneck.Group({ id: 'notifications', maxConcurrent: 1, minTime: 3 * pace }),
        // The primary limit is reset after up to an hour: nobody waits for that.
        onRateLimit: () => false,
        onSecondaryRateLimit: (seconds, _options, _octokit, retries) => mayWait(seconds, retries),
      },
    },
    (octokit) => {
      octokit.hook.wrap('request', (request, options) =>
        withPatience(patience, (signal) => {
          // Whatever is passed on instead of these options is not looked at.
          options.request = { ...options.request, signal }
          return request(options)
        }),
      )
    },
    retry,
    throttling,
  )
}

/** Ends a request that takes longer; the timer holds the process, for a signal of its own may be collected before it rings. */
async function withPatience<T>(milliseconds: number, ask: (signal: AbortSignal) => T | PromiseLike<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => {
    controller.abort(new DOMException('GitHub did not answer in time', 'TimeoutError'))
  }, milliseconds)
  try {
    return await ask(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
