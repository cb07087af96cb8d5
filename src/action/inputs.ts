import { posix } from 'node:path'
import type { Filter } from '../github/filter.js'
import { FAIL_ON, inputs as settings, refuseValue, type Setting } from '../settings.js'

/** What a workflow told the action to do. */
export interface Inputs {
  readonly token: string
  /** From the repository's root, like every path but those of `workingDirectory`'s own. */
  readonly config: string
  /** Whether it was named, so that its absence is an error. */
  readonly configGiven: boolean
  /** Files, folders and globs from the repository's root. */
  readonly paths: readonly string[]
  readonly exclude: readonly string[]
  /** From the repository's root; empty for the root. */
  readonly workingDirectory: string
  /** Undefined: as the configuration says, else `error`. */
  readonly failOn: (typeof FAIL_ON)[number] | undefined
  /** 0 where comments are turned off. */
  readonly mostComments: number
  readonly withSummary: boolean
  readonly annotations: 'auto' | 'always' | 'off'
  readonly filter: Filter
  readonly configRef: 'base' | 'head'
  readonly sarifFile: string | undefined
  readonly reportFile: string | undefined
  readonly prNumber: number | undefined
  readonly baseRef: string | undefined
  readonly headRef: string | undefined
  readonly isStrict: boolean
  readonly resolveThreads: boolean
  readonly instance: string | undefined
}

/** Inputs that cannot be meant; the message has a line for each and says what would be legal. */
export class InputError extends Error {}

/** Reads every input, whose values come as the runner gives them: trimmed, empty for one that is not set. */
export function readInputs(get: (name: string) => string): Inputs {
  const wrong: string[] = []
  const values = new Map<string, string>()
  for (const setting of settings()) {
    const given = get(setting.name)
    const value = given === '' ? defaultOf(setting) : given
    if (value === '') continue
    const refusal = refuse(setting, value)
    if (refusal === undefined) values.set(setting.name, value)
    else wrong.push(`Input \`${setting.name}\` is \`${value}\`: ${refusal}.`)
  }
  if (!values.has('github-token')) wrong.push('Input `github-token` is empty: expected a token, such as the job’s own.')
  const folder = within('', values.get('working-directory') ?? '.')
  if (folder === undefined) wrong.push('Input `working-directory` leads out of the repository.')
  const config = within('', values.get('config') ?? '')
  if (config === undefined) wrong.push('Input `config` leads out of the repository.')
  const listed = (name: string): string[] =>
    linesOf(values.get(name) ?? '').flatMap((line) => {
      const path = within(folder ?? '', line)
      if (path === undefined) wrong.push(`Input \`${name}\` has \`${line}\`, which leads out of the repository.`)
      return path === undefined ? [] : [path]
    })
  const paths = listed('paths')
  const exclude = listed('exclude')
  if (wrong.length > 0) throw new InputError(wrong.join('\n'))

  const text = (name: string): string => values.get(name) ?? ''
  const optional = (name: string): string | undefined => values.get(name)
  const isOn = (name: string): boolean => text(name).toLowerCase() === 'true'
  return {
    token: text('github-token'),
    config: config ?? '',
    configGiven: get('config') !== '',
    paths: paths.length > 0 ? paths : [folder ?? ''],
    exclude,
    workingDirectory: folder ?? '',
    failOn: get('fail-on') === '' ? undefined : (text('fail-on') as Inputs['failOn']),
    mostComments: isOn('review-comments') ? Number(text('max-comments')) : 0,
    withSummary: isOn('summary-comment'),
    annotations: text('annotations') as Inputs['annotations'],
    filter: text('filter') as Filter,
    configRef: text('config-ref') as Inputs['configRef'],
    sarifFile: optional('sarif-file'),
    reportFile: optional('report-file'),
    prNumber: values.has('pr-number') ? Number(text('pr-number')) : undefined,
    baseRef: optional('base-ref'),
    headRef: optional('head-ref'),
    isStrict: isOn('strict-reporting'),
    resolveThreads: isOn('resolve-threads'),
    instance: optional('instance'),
  }
}

/** The runner fills in expressions; a default that is one has no meaning here. */
function defaultOf({ default: value = '' }: Setting): string {
  return value.startsWith('${{') ? '' : value
}

function refuse(setting: Setting, value: string): string | undefined {
  if (setting.name === 'pr-number' && /^0+$/.test(value)) return 'expected the number of a pull request'
  return refuseValue(setting, value)
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** A path from a folder as a path from the root, which is empty; undefined when it leads out. */
function within(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\\')) return undefined
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../')) return undefined
  return joined === '.' ? '' : joined
}
