import { maxPattern } from './source/glob.js'

/**
 * What both entries accept, as data: options of the command and inputs and outputs of the action.
 *
 * `--help`, the README's tables and the inputs of `action.yml` come from here.
 */
export type CommandName = 'check' | 'access' | 'migrate' | 'rules' | 'test' | 'init'

export interface Command {
  readonly name: CommandName
  /** What stands behind the name: `[PATH...]`. */
  readonly operands: string
  readonly help: string
  readonly details: string
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    operands: '[PATH...]',
    help: 'find what is wrong, on the exact line',
    details:
      'Judges every template, Bicep file and access declaration below the paths (default: the current folder) by the rules in force. With --base, only what differs from a commit is reported and counts. Ends with 1 when something stands at or above --fail-on, with 2 when an input has an error.',
  },
  {
    name: 'access',
    operands: '[PATH...]',
    help: 'who can do what on which vault; with --base, what the change grants and takes away',
    details:
      'Lists every grant that the files make, by access policy, role assignment or declaration, and what each allows.',
  },
  {
    name: 'migrate',
    operands: '[PATH...]',
    help: 'access policies → the smallest role assignments, with what each would add or lose',
    details:
      'Proposes for each access policy the built-in roles that cover it with the least beside it. Nothing is written: what each role adds and what no role gives is yours to judge.',
  },
  {
    name: 'rules',
    operands: '[show ID]',
    help: 'the rules in force; `rules show ID` explains one',
    details:
      'Lists the rules of the configured packs with their severity. `rules show ID` prints what a rule wants, why, and how to mend it.',
  },
  {
    name: 'test',
    operands: '[PACK]',
    help: 'run a rule pack against its own examples',
    details:
      'Judges every example beside the rules of a pack (a folder; default: the built-in pack) and compares with its `expect:` marks.',
  },
  {
    name: 'init',
    operands: '',
    help: 'write a configuration, a workflow and a declaration to start from',
    details: 'Writes what is missing of the three files and leaves what exists as it is.',
  },
]

export type SettingType = 'flag' | 'text' | 'file' | 'list' | 'choice' | 'count' | 'time' | 'shard'

export interface Setting {
  /** `--NAME` of the command, and the input's name where it is one. */
  readonly name: string
  readonly type: SettingType
  readonly choices?: readonly string[]
  readonly default?: string
  /** How the value is called in `--help`. */
  readonly value?: string
  readonly help: string
  /** Commands that take it; none where it is only an input of the action. */
  readonly commands: readonly CommandName[]
  /** Whether the action takes it as an input. */
  readonly input: boolean
}

const EVERY: readonly CommandName[] = COMMANDS.map((command) => command.name)
const READING: readonly CommandName[] = ['check', 'access', 'migrate']

export const CHECK_FORMATS = ['text', 'json', 'sarif', 'markdown', 'github', 'junit'] as const
export const ACCESS_FORMATS = [...CHECK_FORMATS, 'html', 'mermaid', 'csv'] as const
export const FAIL_ON = ['error', 'warning', 'note', 'never'] as const
export const WORLDS = ['written', 'possible'] as const
export const CONFIG_FILE = '.github/keyvault-access.yml'

export const SETTINGS: readonly Setting[] = [
  {
    name: 'github-token',
    type: 'text',
    default: '${{ github.token }}',
    help: 'Token to read the pull request and to write comments with.',
    commands: [],
    input: true,
  },
  {
    name: 'config',
    type: 'file',
    value: 'FILE',
    default: CONFIG_FILE,
    help: 'The configuration.',
    commands: EVERY,
    input: true,
  },
  {
    name: 'paths',
    type: 'list',
    default: '.',
    help: 'Files and folders of the run, one a line.',
    commands: [],
    input: true,
  },
  {
    name: 'include',
    type: 'list',
    value: 'GLOB',
    help: 'Only files that match; may be given several times.',
    commands: READING,
    input: false,
  },
  {
    name: 'exclude',
    type: 'list',
    value: 'GLOB',
    help: 'Leave out files that match; several may be given.',
    commands: READING,
    input: true,
  },
  {
    name: 'working-directory',
    type: 'file',
    default: '.',
    help: 'Folder that paths and report files are relative to.',
    commands: [],
    input: true,
  },
  {
    name: 'fail-on',
    type: 'choice',
    choices: FAIL_ON,
    value: 'SEVERITY',
    default: 'error',
    help: 'Lowest severity that fails the run.',
    commands: ['check'],
    input: true,
  },
  {
    name: 'changed',
    type: 'flag',
    help: 'With --base: report only resources that a changed line touches, which --base alone does as well.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'base',
    type: 'text',
    value: 'REF',
    help: 'Commit or branch to compare with, at the point where HEAD left it; `check` then reports only what differs.',
    commands: ['check', 'access'],
    input: false,
  },
  {
    name: 'parameters',
    type: 'file',
    value: 'FILE',
    help: 'Judge with this parameter file in place of those found.',
    commands: READING,
    input: false,
  },
  {
    name: 'worlds',
    type: 'choice',
    choices: WORLDS,
    value: 'WHICH',
    default: 'written',
    help: 'Values of parameters that count: those written down, or every possible one.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'now',
    type: 'time',
    value: 'TIME',
    help: 'The clock that dates are judged by (ISO 8601; also SOURCE_DATE_EPOCH).',
    commands: EVERY,
    input: false,
  },
  {
    name: 'shard',
    type: 'shard',
    value: 'I/N',
    help: 'Judge only the I-th of N equal parts of the run.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'baseline',
    type: 'file',
    value: 'FILE',
    help: 'Findings listed there are known and count for nothing.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'write-baseline',
    type: 'file',
    value: 'FILE',
    help: 'Write the present findings as a baseline; of one that exists, take out what is gone.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'grow-baseline',
    type: 'flag',
    help: 'Let --write-baseline take new findings into a baseline that exists.',
    commands: ['check'],
    input: false,
  },
  {
    name: 'format',
    type: 'choice',
    choices: ACCESS_FORMATS,
    value: 'FORMAT',
    default: 'text',
    help: 'How to print; with --output, several pairs may be given.',
    commands: EVERY,
    input: false,
  },
  {
    name: 'output',
    type: 'file',
    value: 'FILE',
    help: 'Write the format before it to a file.',
    commands: EVERY,
    input: false,
  },
  { name: 'no-color', type: 'flag', help: 'No colours (also NO_COLOR).', commands: EVERY, input: false },
  { name: 'quiet', type: 'flag', help: 'Only findings and the verdict.', commands: EVERY, input: false },
  {
    name: 'review-comments',
    type: 'flag',
    default: 'true',
    help: 'Comment on the lines of the pull request.',
    commands: [],
    input: true,
  },
  {
    name: 'max-comments',
    type: 'count',
    default: '20',
    help: 'Most comments that stand at a time; 0 makes neither line nor file comments.',
    commands: [],
    input: true,
  },
  {
    name: 'summary-comment',
    type: 'flag',
    default: 'true',
    help: 'One comment with the summary, from the first finding or access change on.',
    commands: [],
    input: true,
  },
  {
    name: 'annotations',
    type: 'choice',
    choices: ['auto', 'always', 'off'],
    default: 'auto',
    help: 'Annotations on the run; auto: for what is not shown as a comment.',
    commands: [],
    input: true,
  },
  {
    name: 'filter',
    type: 'choice',
    choices: ['resource', 'lines', 'files', 'all'],
    default: 'resource',
    help: 'What is reported and counts: what touches a changed resource, changed lines, changed files, or everything.',
    commands: [],
    input: true,
  },
  {
    name: 'config-ref',
    type: 'choice',
    choices: ['base', 'head'],
    default: 'base',
    help: 'Commit that configuration, rules and waivers come from.',
    commands: [],
    input: true,
  },
  { name: 'sarif-file', type: 'file', help: 'Write SARIF 2.1.0 there, for code scanning.', commands: [], input: true },
  { name: 'report-file', type: 'file', help: 'Write the JSON report there.', commands: [], input: true },
  {
    name: 'pr-number',
    type: 'count',
    help: 'Pull request to review on events that carry none.',
    commands: [],
    input: true,
  },
  {
    name: 'base-ref',
    type: 'text',
    help: 'Base to compare with on events that carry none.',
    commands: [],
    input: true,
  },
  { name: 'head-ref', type: 'text', help: 'Head to review on events that carry none.', commands: [], input: true },
  {
    name: 'strict-reporting',
    type: 'flag',
    default: 'false',
    help: 'Fail when the report could not be shown in full.',
    commands: [],
    input: true,
  },
  {
    name: 'resolve-threads',
    type: 'flag',
    default: 'false',
    help: 'Resolve conversations whose finding is gone (needs `contents: write`).',
    commands: [],
    input: true,
  },
  {
    name: 'instance',
    type: 'text',
    help: 'Name that tells this job apart from others on the same pull request; default: workflow, job, folder and configuration.',
    commands: [],
    input: true,
  },
]

/** What the action answers with. */
export const OUTPUTS: readonly { readonly name: string; readonly help: string }[] = [
  {
    name: 'conclusion',
    help: '`pass`, `fail` (something at or above `fail-on`) or `error` (it could not run, or an input has an error).',
  },
  { name: 'errors', help: 'Number of errors.' },
  { name: 'warnings', help: 'Number of warnings.' },
  { name: 'notes', help: 'Number of notes.' },
  { name: 'cannot-tell', help: 'Number of findings that cannot be told.' },
  { name: 'report-file', help: 'Path of the JSON report.' },
  { name: 'sarif-file', help: 'Path of the SARIF file.' },
  { name: 'summary-file', help: 'Path of the summary in Markdown.' },
]

/** What a value must look like, checked the same for the command and the action; a sentence when it does not. */
export function refuseValue(setting: Setting, value: string): string | undefined {
  switch (setting.type) {
    case 'choice':
      return setting.choices?.includes(value) ? undefined : `expected one of ${setting.choices?.join(', ') ?? ''}`
    case 'count':
      return /^\d{1,9}$/.test(value) ? undefined : 'expected a whole number'
    case 'flag':
      return /^(true|false)$/i.test(value) ? undefined : 'expected true or false'
    case 'time':
      return readTime(value) === undefined ? 'expected a time such as 2026-11-24T00:00:00Z' : undefined
    case 'shard':
      return readShard(value) === undefined ? 'expected I/N with I from 1 to N' : undefined
    case 'list':
      if (value === '') return 'expected a value'
      return value.split('\n').some((line) => line.length > maxPattern)
        ? `expected at most ${maxPattern} characters in one glob`
        : undefined
    case 'file':
    case 'text':
      return value === '' ? 'expected a value' : undefined
  }
  return undefined
}

/** Milliseconds since 1970 of an ISO 8601 time or date (UTC). */
export function readTime(value: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** One part of a run, from 1 to `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Reads `2/5`. */
export function readShard(value: string): Shard | undefined {
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(value)
  const [index, count] = [Number(match?.[1]), Number(match?.[2])]
  return match && index >= 1 && index <= count ? { index, count } : undefined
}

/** Options that a command takes, in the order of the table. */
export function optionsOf(command: CommandName): Setting[] {
  return SETTINGS.filter((setting) => setting.commands.includes(command))
}

/** Inputs of the action, in the order of the table. */
export function inputs(): Setting[] {
  return SETTINGS.filter((setting) => setting.input)
}
