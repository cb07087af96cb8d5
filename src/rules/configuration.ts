import type { Persona, PrincipalMapping } from '../access/model.js'
import * as validators from '../generated/validators.js'
import { matchesPath } from '../source/glob.js'
import type { Node } from '../source/node.js'
import { plainOf } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import { findFaults, nodeAt, placeOf } from '../source/schema.js'
import type { SchemaFault } from '../source/schema.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import type { Severity } from './finding.js'

/** What the platform team sets, as read; every part that a later stage may find fault with knows its place. */
export interface Configuration {
  /** Undefined: there is none, and the defaults hold. */
  readonly file: string | undefined
  readonly extends: readonly Located<string>[]
  readonly environment: string | undefined
  readonly environments: readonly EnvironmentSetting[]
  readonly rules: RuleSettings
  readonly azurePolicy: readonly PolicySetting[]
  readonly principals: readonly Located<PrincipalMapping>[]
  readonly personas: ReadonlyMap<string, PersonaPatch>
  readonly registries: readonly string[]
  readonly waivers: readonly Waiver[]
  readonly cannotTell: 'ignore' | Severity
  /** Undefined: as the entry says. */
  readonly failOn: Severity | 'never' | undefined
  readonly inlineAllow: 'base' | 'author'
  /** Bytes; undefined: as the entry says. */
  readonly maxFileSize: number | undefined
}

export interface Located<T> {
  readonly value: T
  readonly span: Span
}

export interface EnvironmentSetting {
  /** Empty: `rules` hold wherever the environment is `environment`. */
  readonly paths: readonly string[]
  readonly environment: string | undefined
  readonly rules: RuleSettings
}

/** By id of the rule. */
export type RuleSettings = ReadonlyMap<string, RuleSetting>

export interface RuleSetting {
  /** Undefined: as it was. */
  readonly severity: Severity | 'off' | undefined
  /** As written, by name. */
  readonly parameters: ReadonlyMap<string, Located<unknown>>
  /** The rule's id as a key. */
  readonly span: Span
}

export interface PolicySetting {
  /** A path or a glob from the repository root. */
  readonly definition: string
  readonly parameters: ReadonlyMap<string, unknown>
  readonly severity: Severity | undefined
  readonly span: Span
}

/** What a configuration says of one persona; what it leaves out stays as in the table. */
export type PersonaPatch = Partial<Omit<Persona, 'id'>>

export interface Waiver {
  readonly rule: string
  readonly resource: string | undefined
  readonly path: string | undefined
  readonly owner: string
  readonly reason: string
  readonly expires: string
  readonly span: Span
}

export interface ReadConfiguration {
  readonly configuration: Configuration
  readonly problems: readonly Problem[]
}

export const defaultConfiguration: Configuration = {
  file: undefined,
  extends: [{ value: 'recommended', span: { file: '', start: 0, end: 0 } }],
  environment: undefined,
  environments: [],
  rules: new Map(),
  azurePolicy: [],
  principals: [],
  personas: new Map(),
  registries: [],
  waivers: [],
  cannotTell: 'note',
  failOn: undefined,
  inlineAllow: 'base',
  maxFileSize: undefined,
}

const maxLength = 500_000

/**
 * Reads `.github/keyvault-access.yml`; undefined: there is none.
 *
 * A mistake is a `configuration-invalid` problem (`waiver-invalid` within a waiver) on its place; the part that has it
 * is left out, the rest holds.
 */
export function readConfiguration(source: SourceText | undefined): ReadConfiguration {
  if (!source) return { configuration: defaultConfiguration, problems: [] }
  const { file } = source
  const empty = { ...defaultConfiguration, file }
  const { documents, problems } = parseYaml(source, { length: maxLength })
  const [root, second] = documents
  if (!root) {
    const missing = problem(
      'The configuration is empty; expected `apiVersion: keyvault-access/v1` and `kind: Configuration`',
      { file, start: 0, end: 0 },
    )
    return { configuration: empty, problems: problems.length > 0 ? problems : [missing] }
  }
  const faults = findFaults(root, file, validators.configuration)
  const found: Problem[] = [...problems, ...faults.map(faultProblem)]
  if (second)
    found.push(
      problem('Expected one document; the others are not read', { file, start: second.start, end: second.start + 1 }),
    )
  if (root.kind !== 'object') return { configuration: empty, problems: found }
  return { configuration: interpret(new Reader(root, file, faults)), problems: found }
}

function problem(message: string, span: Span): Problem {
  return { code: 'configuration-invalid', severity: 'error', message, span }
}

function faultProblem({ path, message, span }: SchemaFault): Problem {
  const isWaiver = path[0] === 'waivers' && path.length > 1
  return { code: isWaiver ? 'waiver-invalid' : 'configuration-invalid', severity: 'error', message, span }
}

/** Reads parts of the tree that no fault is in. */
class Reader {
  readonly root: Node
  readonly file: string
  private readonly faulty: ReadonlySet<string>

  constructor(root: Node, file: string, faults: readonly SchemaFault[]) {
    this.root = root
    this.file = file
    this.faulty = new Set(faults.flatMap(({ path }) => path.map((_, at) => pointer(path.slice(0, at + 1)))))
  }

  /** Plain data at a path; undefined when it is absent, or something in it is wrong. */
  data(...path: readonly string[]): unknown {
    const node = this.faulty.has(pointer(path)) ? undefined : nodeAt(this.root, path)
    return node && plainOf(node)
  }

  /** Sound entries of a list. */
  items(...path: readonly string[]): readonly (readonly [data: unknown, path: readonly string[]])[] {
    const node = nodeAt(this.root, path)
    if (node?.kind !== 'array') return []
    return node.items.flatMap((item, at) => {
      const inner = [...path, String(at)]
      return this.faulty.has(pointer(inner)) ? [] : [[plainOf(item), inner] as const]
    })
  }

  /** Sound members of a mapping. */
  members(...path: readonly string[]): readonly (readonly [key: string, data: unknown, path: readonly string[]])[] {
    const node = nodeAt(this.root, path)
    if (node?.kind !== 'object') return []
    return node.members.flatMap(({ key, value }) => {
      const inner = [...path, key]
      return this.faulty.has(pointer(inner)) ? [] : [[key, plainOf(value), inner] as const]
    })
  }

  place(path: readonly string[]): Span {
    return placeOf(this.root, this.file, path)
  }
}

function pointer(path: readonly string[]): string {
  return JSON.stringify(path)
}

function interpret(reader: Reader): Configuration {
  return {
    file: reader.file,
    extends: extended(reader) ?? defaultConfiguration.extends,
    environment: text(reader.data('environment')),
    environments: reader.items('environments').map(([data, path]) => ({
      paths: texts(record(data)['paths']),
      environment: text(record(data)['environment']),
      rules: ruleSettings(reader, [...path, 'rules']),
    })),
    rules: ruleSettings(reader, ['rules']),
    azurePolicy: reader.items('azurePolicy').map(([data, path]) => ({
      definition: typeof data === 'string' ? data : String(record(data)['definition']),
      parameters: new Map(Object.entries(record(record(data)['parameters']))),
      severity: record(data)['severity'] as Severity | undefined,
      span: reader.place(path),
    })),
    principals: reader.items('principals').map(([data, path]) => ({
      value: { ...record(data) } as unknown as PrincipalMapping,
      span: reader.place([...path, 'persona']),
    })),
    personas: new Map(
      reader.members('personas').map(([id, data]): [string, PersonaPatch] => [id, { ...record(data) }]),
    ),
    registries: texts(reader.data('registries')),
    waivers: reader.items('waivers').map(([data, path]) => waiver(record(data), reader.place(path))),
    cannotTell:
      (reader.data('cannotTell') as Configuration['cannotTell'] | undefined) ?? defaultConfiguration.cannotTell,
    failOn: reader.data('failOn') as Configuration['failOn'],
    inlineAllow:
      (reader.data('inlineAllow') as Configuration['inlineAllow'] | undefined) ?? defaultConfiguration.inlineAllow,
    maxFileSize: reader.data('maxFileSize') as number | undefined,
  }
}

/** One pack or a list of them; undefined where `extends` is absent. */
function extended(reader: Reader): readonly Located<string>[] | undefined {
  const data = reader.data('extends')
  if (typeof data === 'string') return [{ value: data, span: reader.place(['extends']) }]
  if (nodeAt(reader.root, ['extends']) === undefined) return undefined
  return reader.items('extends').map(([value, path]) => ({ value: String(value), span: reader.place(path) }))
}

/** `rules` of a configuration, an environment or a pack. */
function ruleSettings(reader: Reader, path: readonly string[]): RuleSettings {
  const settings = new Map<string, RuleSetting>()
  for (const [id, data, inner] of reader.members(...path)) {
    const severity = typeof data === 'string' ? data : record(data)['severity']
    const parameters = new Map<string, Located<unknown>>()
    for (const [name, value, at] of reader.members(...inner, 'parameters')) {
      parameters.set(name, { value, span: reader.place(at) })
    }
    settings.set(id, { severity: severity as RuleSetting['severity'], parameters, span: keyPlace(reader, inner) })
  }
  return settings
}

function keyPlace(reader: Reader, path: readonly string[]): Span {
  const parent = nodeAt(reader.root, path.slice(0, -1))
  const member = parent?.kind === 'object' ? parent.members.findLast(({ key }) => key === path.at(-1)) : undefined
  return member ? { file: reader.file, start: member.keyStart, end: member.keyEnd } : reader.place(path)
}

function waiver(data: Readonly<Record<string, unknown>>, span: Span): Waiver {
  return {
    rule: String(data['rule']),
    resource: text(data['resource']),
    path: text(data['path']),
    owner: String(data['owner']),
    reason: String(data['reason']),
    expires: String(data['expires']),
    span,
  }
}

function record(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
}

function text(data: unknown): string | undefined {
  return typeof data === 'string' ? data : undefined
}

function texts(data: unknown): readonly string[] {
  return Array.isArray(data) ? data.map(String) : []
}

/** The environment of a file: of the first entry whose paths match, else of everything; undefined where none is set. */
export function environmentOf({ environment, environments }: Configuration, file: string): string | undefined {
  const entry = environments.find(
    (each) => each.environment !== undefined && each.paths.some((pattern) => matchesPath(pattern, file)),
  )
  return entry?.environment ?? environment
}

/** A pack file: which rules are on, how severe, with which parameters; `path` of what it extends is relative to it. */
export interface Pack {
  readonly file: string
  readonly extends: readonly Located<string>[]
  readonly rules: RuleSettings
  readonly personas: ReadonlyMap<string, PersonaPatch>
}

/** Reads a pack; its mistakes are `rule-invalid` problems, and the parts that have them are left out. */
export function readPack(root: Node, file: string): { readonly pack: Pack; readonly problems: readonly Problem[] } {
  const faults = findFaults(root, file, validators.pack)
  const reader = new Reader(root, file, faults)
  const pack: Pack = {
    file,
    extends: extended(reader) ?? [],
    rules: ruleSettings(reader, ['rules']),
    personas: new Map(
      reader.members('personas').map(([id, data]): [string, PersonaPatch] => [id, { ...record(data) }]),
    ),
  }
  const problems = faults.map(
    ({ message, span }): Problem => ({ code: 'rule-invalid', severity: 'error', message, span }),
  )
  return { pack, problems }
}
