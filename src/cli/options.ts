import { parseArgs } from 'node:util'
import {
  ACCESS_FORMATS,
  CHECK_FORMATS,
  COMMANDS,
  type CommandName,
  CONFIG_FILE,
  FAIL_ON,
  optionsOf,
  readShard,
  readTime,
  refuseValue,
  type Setting,
  SETTINGS,
  type Shard,
  WORLDS,
} from '../settings.js'
import { nearestName } from '../source/nearest.js'
import { UsageError } from './host.js'

export type Format = (typeof ACCESS_FORMATS)[number]

/** One thing to print; without a file, on standard output. */
export interface Output {
  readonly format: Format
  readonly file?: string
}

export interface Options {
  readonly command: CommandName
  /** Paths or other operands, as given. */
  readonly operands: readonly string[]
  readonly config: string
  /** Whether the configuration was named, so that its absence is an error. */
  readonly configGiven: boolean
  readonly outputs: readonly Output[]
  readonly color: boolean
  readonly quiet: boolean
  /** Absent: as the configuration says, else `error`. */
  readonly failOn?: (typeof FAIL_ON)[number]
  readonly parameters?: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly shard?: Shard
  readonly baseline?: string
  readonly writeBaseline?: string
  readonly growBaseline?: true
  readonly now?: number
  readonly worlds: (typeof WORLDS)[number]
  readonly changed: boolean
  readonly base?: string
}

export type Request =
  | { readonly kind: 'help'; readonly command?: CommandName }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly options: Options }

/** Formats that a command prints; the first is the default. */
export function formatsOf(command: CommandName): readonly Format[] {
  switch (command) {
    case 'check':
      return CHECK_FORMATS
    case 'access':
      return ACCESS_FORMATS
    case 'migrate':
      return ['text', 'json', 'markdown']
    case 'rules':
      return ['text', 'json', 'markdown']
    case 'test':
      return ['text', 'json']
    case 'init':
      return ['text']
  }
  return ['text']
}

/** Reads the arguments behind `kv-review`; throws a {@link UsageError} with what to do instead. */
export function readArguments(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Request {
  const [first, ...rest] = args
  if (first === undefined || first === '--help' || first === '-h') return { kind: 'help' }
  if (first === '--version' || first === '-V') return { kind: 'version' }
  if (first === 'help')
    return rest[0] === undefined ? { kind: 'help' } : { kind: 'help', command: readCommand(rest[0]) }
  const command = readCommand(first)
  const given = readOptions(command, rest)
  if (given === 'help') return { kind: 'help', command }
  return { kind: 'run', options: assemble(command, given, env) }
}

function readCommand(name: string): CommandName {
  const found = COMMANDS.find((command) => command.name === name)
  if (found) return found.name
  if (name.startsWith('-')) throw new UsageError(`a command comes before options: kv-review check ${name}`)
  const names = COMMANDS.map((command) => command.name)
  const near = nearestName(name, names)
  const hint = near === undefined ? `commands: ${names.join(', ')}` : `did you mean \`kv-review ${near}\`?`
  throw new UsageError(`unknown command \`${name}\`; ${hint}`)
}

interface Given {
  readonly operands: readonly string[]
  /** Values by name, in the order given; flags hold `true`. */
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly outputs: readonly { readonly format?: string; readonly file?: string }[]
}

function readOptions(command: CommandName, args: readonly string[]): Given | 'help' {
  const known = optionsOf(command)
  const config = Object.fromEntries(
    SETTINGS.filter((it) => it.commands.length > 0).map((it) => [
      it.name,
      { type: it.type === 'flag' ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const { tokens } = parseArgs({
    args: [...args],
    options: { ...config, help: { type: 'boolean', short: 'h' } },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const operands: string[] = []
  const values = new Map<string, string[]>()
  const outputs: { format?: string; file?: string }[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    if (token.name === 'help') return 'help'
    const setting = known.find((it) => it.name === token.name)
    if (!setting) throw new UsageError(explainUnknown(command, token.rawName, token.name))
    const value = readValue(setting, token.rawName, token.value, token.inlineValue === true)
    const list = values.get(setting.name)
    if (setting.name === 'format') outputs.push({ format: value })
    else if (setting.name === 'output') addFile(outputs, value)
    else if (list && setting.type !== 'list') throw new UsageError(`${token.rawName} is given twice`)
    else values.set(setting.name, [...(list ?? []), value])
  }
  return { operands, values, outputs }
}

function readValue(setting: Setting, rawName: string, value: string | undefined, isInline: boolean): string {
  if (setting.type === 'flag') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`)
    return 'true'
  }
  const what = setting.value ?? 'a value'
  if (value === undefined || (!isInline && value.startsWith('-') && value.length > 1))
    throw new UsageError(`${rawName} needs ${what}`)
  const refusal = refuseValue(setting, value)
  if (refusal !== undefined) throw new UsageError(`${rawName} ${value}: ${refusal}`)
  return value
}

function explainUnknown(command: CommandName, rawName: string, name: string): string {
  const names = [...optionsOf(command).map((it) => it.name), 'help']
  const near = nearestName(name, names)
  if (near !== undefined) return `unknown option ${rawName}; did you mean --${near}?`
  const others = SETTINGS.find((it) => it.name === name)?.commands ?? []
  if (others.length > 0)
    return `${rawName} is an option of ${others.map((it) => `\`${it}\``).join(', ')}, not of \`${command}\``
  return `unknown option ${rawName}; kv-review ${command} --help lists them`
}

/** A file belongs to the last format that has none; before any format, it is for the default one. */
function addFile(outputs: { format?: string; file?: string }[], file: string): void {
  const last = outputs.at(-1)
  if (last && last.file === undefined) last.file = file
  else outputs.push({ file })
}

function assemble(command: CommandName, given: Given, env: Readonly<Record<string, string | undefined>>): Options {
  const one = (name: string): string | undefined => given.values.get(name)?.at(-1)
  const has = (name: string): boolean => given.values.has(name)
  const options: Options = {
    command,
    operands: given.operands,
    config: one('config') ?? CONFIG_FILE,
    configGiven: has('config'),
    outputs: readOutputs(command, given),
    color: !has('no-color') && (env['NO_COLOR'] ?? '') === '',
    quiet: has('quiet'),
    include: given.values.get('include') ?? [],
    exclude: given.values.get('exclude') ?? [],
    worlds: WORLDS.find((choice) => choice === one('worlds')) ?? 'written',
    // To name what `check` is compared with is to ask for what differs from it.
    changed: has('changed') || (command === 'check' && has('base')),
    ...optional(
      'failOn',
      FAIL_ON.find((choice) => choice === one('fail-on')),
    ),
    ...optional('parameters', one('parameters')),
    ...optional('shard', readShard(one('shard') ?? '')),
    ...optional('baseline', one('baseline')),
    ...optional('writeBaseline', one('write-baseline')),
    ...optional('growBaseline', has('grow-baseline') || undefined),
    ...optional('now', readTime(one('now') ?? '') ?? readEpoch(env['SOURCE_DATE_EPOCH'])),
    ...optional('base', one('base')),
  }
  if (options.changed && options.base === undefined)
    throw new UsageError('--changed needs --base REF, what to compare with: `kv-review check --base main`')
  if (options.growBaseline && options.writeBaseline === undefined)
    throw new UsageError('--grow-baseline needs --write-baseline FILE, the baseline that may grow')
  refuseOperands(options)
  return options
}

function optional<K extends string, T>(key: K, value: T | undefined): { [key in K]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: T }
}

function readEpoch(value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  if (!/^\d{1,11}$/.test(value)) throw new UsageError(`SOURCE_DATE_EPOCH is \`${value}\`; expected seconds since 1970`)
  return Number(value) * 1000
}

function readOutputs(command: CommandName, given: Given): readonly Output[] {
  const formats = formatsOf(command)
  const outputs = (given.outputs.length === 0 ? [{}] : given.outputs).map((it): Output => {
    const format = formats.find((format) => format === (it.format ?? 'text'))
    if (format === undefined) {
      throw new UsageError(`\`kv-review ${command}\` does not print ${it.format ?? ''}; formats: ${formats.join(', ')}`)
    }
    return it.file === undefined ? { format } : { format, file: it.file }
  })
  if (outputs.filter((output) => output.file === undefined).length > 1) {
    throw new UsageError('only one format can go to standard output; give each of the others an --output FILE')
  }
  const files = outputs.flatMap((output) => output.file ?? [])
  if (new Set(files).size < files.length) throw new UsageError('two formats go to the same --output FILE')
  return outputs
}

function refuseOperands({ command, operands }: Options): void {
  if (command === 'init' && operands.length > 0) throw new UsageError('`kv-review init` takes no operand')
  if (command === 'test' && operands.length > 1) throw new UsageError('`kv-review test` takes one pack')
  if (command !== 'rules' || operands.length === 0) return
  if (operands[0] !== 'show' || operands.length !== 2)
    throw new UsageError('expected `kv-review rules` or `kv-review rules show ID`')
}
