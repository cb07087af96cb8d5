import { readFileSync } from 'node:fs'
import { InputError } from './inputs.js'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the runner says of where and why it runs us. */
export interface Host {
  readonly owner: string
  readonly repo: string
  /** `https://github.com`, or a server's own. */
  readonly server: string
  readonly api: string
  readonly event: { readonly name: string; readonly payload: unknown; readonly sha: string }
  /** Folder of the checkout, if there is one. */
  readonly workspace: string
  /** Folder for files that end with the job. */
  readonly temp: string
  readonly workflow: string
  readonly job: string
  /** Milliseconds between writes, and that an answer may take; only tests set them. */
  readonly pace: number
  readonly patience: number
  /** Milliseconds since 1970. */
  readonly now: number
  /** Where the Bicep cache is, and credentials for registries. */
  readonly env: Environment
}

/** Reads the runner's variables; throws an `InputError` where we are not run by one. */
export function readHost(env: Environment, clock: () => number): Host {
  const need = (name: string): string => {
    const value = env[name] ?? ''
    if (value === '') throw new InputError(`${name} is not set: this runs as a step of a GitHub workflow.`)
    return value
  }
  const [owner = '', repo = ''] = need('GITHUB_REPOSITORY').split('/')
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd()
  return {
    owner,
    repo,
    server: env['GITHUB_SERVER_URL'] || 'https://github.com',
    api: env['GITHUB_API_URL'] || 'https://api.github.com',
    event: { name: need('GITHUB_EVENT_NAME'), payload: readPayload(env['GITHUB_EVENT_PATH']), sha: need('GITHUB_SHA') },
    workspace,
    temp: env['RUNNER_TEMP'] || workspace,
    workflow: env['GITHUB_WORKFLOW'] ?? '',
    job: env['GITHUB_JOB'] ?? '',
    pace: numberOf(env['KV_REVIEW_PACE'], 1000),
    patience: numberOf(env['KV_REVIEW_PATIENCE'], 30_000),
    now: numberOf(env['SOURCE_DATE_EPOCH'], Number.NaN) * 1000 || clock(),
    env,
  }
}

function readPayload(path: string | undefined): unknown {
  if (path === undefined || path === '') return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new InputError('GITHUB_EVENT_PATH names no readable event.')
  }
}

function numberOf(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : otherwise
}
