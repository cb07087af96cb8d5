import type { Persona } from '../access/model.js'
import type { Value } from '../evaluate/value.js'
import * as packs from '../generated/packs.js'
import { resolvePath } from '../source/files.js'
import { matchesPath } from '../source/glob.js'
import { didYouMean } from '../source/nearest.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import { readPack } from './configuration.js'
import type { Configuration, EnvironmentSetting, Located, Pack, PersonaPatch, RuleSettings } from './configuration.js'
import { loadPolicies } from './azure-policy.js'
import type { PackFiles } from './expand-glob.js'
import type { Severity } from './finding.js'
import { compileRule, isRuleDocument, readParameter, readRule } from './load.js'
import { withPersonas } from './personas.js'
import type { Rule, RuleFile, RuleInForce } from './rule.js'

/** The packs that the program carries, as data. */
export interface BuiltInPacks {
  readonly rules: readonly RuleFile[]
  readonly packs: readonly {
    readonly name: string
    readonly extends: readonly string[]
    readonly rules: Readonly<
      Record<string, { readonly severity?: Severity | 'off'; readonly parameters?: Readonly<Record<string, unknown>> }>
    >
  }[]
  readonly personas: readonly Persona[]
}

export interface Ruleset {
  /** Every rule that is known, whether on or off, by id. */
  readonly rules: ReadonlyMap<string, Rule>
  /** Rules in force where no environment or path says otherwise, sorted by id. */
  readonly inForce: readonly RuleInForce[]
  /** Rules in force for a file in an environment (undefined: unknown); the same list for the same settings. */
  readonly rulesFor: (file: string, environment: string | undefined) => readonly RuleInForce[]
  readonly personas: ReadonlyMap<string, Persona>
}

export interface AssembledRuleset {
  readonly ruleset: Ruleset
  readonly problems: readonly Problem[]
}

const nowhere: Span = { file: '', start: 0, end: 0 }
const maxDepth = 16
const maxRules = 2_000

/** The packs that are compiled into the program. */
export function builtInPacks(): BuiltInPacks {
  return packs.data() as BuiltInPacks
}

/**
 * Puts the rules in force together: Azure Policy definitions and packs in the order of `extends`, then the configuration.
 *
 * A pack that is not there, a rule, parameter or persona that nobody knows are problems on their place; the rest holds.
 */
export function assembleRuleset(configuration: Configuration, files: PackFiles): AssembledRuleset {
  const assembly = new Assembly(files, builtInPacks())
  const policies = loadPolicies(configuration.azurePolicy, files)
  assembly.problems.push(...policies.problems)
  for (const each of policies.rules) assembly.add(each)
  for (const pack of configuration.extends) assembly.extend(pack, undefined, [])
  assembly.set(configuration.rules)
  assembly.patchPersonas(configuration.personas)
  const variants = configuration.environments.filter(({ rules }) => rules.size > 0)
  for (const { rules } of variants) assembly.check(rules)
  assembly.checkPersonas(configuration)
  return { ruleset: assembly.ruleset(variants), problems: assembly.problems }
}

/** What is set for a rule so far. */
interface Setting {
  readonly severity: Severity | 'off'
  readonly parameters: ReadonlyMap<string, Value>
}

class Assembly {
  readonly problems: Problem[] = []
  private readonly files: PackFiles
  private readonly builtIn: BuiltInPacks
  private readonly known = new Map<string, RuleFile>()
  private readonly compiled = new Map<string, Rule>()
  private readonly settings = new Map<string, Setting>()
  private personas: ReadonlyMap<string, Persona>

  constructor(files: PackFiles, builtIn: BuiltInPacks) {
    this.files = files
    this.builtIn = builtIn
    for (const rule of builtIn.rules) this.known.set(rule.id, rule)
    this.personas = new Map(builtIn.personas.map((persona) => [persona.id, persona]))
  }

  add({ rule, severity, parameters }: RuleInForce): void {
    if (this.settings.size >= maxRules) return this.refuse(`At most ${maxRules} rules are taken in`, nowhere)
    this.known.set(rule.id, rule.file)
    this.compiled.set(rule.id, rule)
    this.settings.set(rule.id, { severity, parameters })
  }

  /** A pack by name or path; paths of a configuration start at the root, those of a pack at its file. */
  extend({ value: name, span }: Located<string>, from: string | undefined, chain: readonly string[]): void {
    const own = this.builtIn.packs.find((pack) => pack.name === name)
    const path = own ? name : resolvePath(from ?? '', name)
    if (path === undefined) return this.refuse(`\`${name}\` lies outside the repository`, span)
    if (chain.includes(path)) return this.refuse(`\`${name}\` extends itself`, span)
    if (chain.length >= maxDepth) return this.refuse(`Packs extend each other at most ${maxDepth} deep`, span)
    const inner = [...chain, path]
    if (own) {
      for (const base of own.extends) this.extend({ value: base, span }, undefined, inner)
      for (const [id, { severity, parameters }] of Object.entries(own.rules))
        this.turnOn(id, severity, new Map(Object.entries(parameters ?? {})))
      return
    }
    const content = this.files.read(path)
    if (content.kind === 'text') return this.document(new SourceText(path, content.text), span, inner)
    const names = content.kind === 'absent' ? this.files.list(path) : undefined
    if (names) return this.folder(path, names, span)
    const known = this.builtIn.packs.map((pack) => pack.name)
    const reason = content.kind === 'unavailable' ? ` (${content.reason})` : ''
    this.refuse(
      `There is no pack \`${name}\`${reason}; expected ${known.map((each) => `\`${each}\``).join(', ')}, or a path of a pack or a folder of rules.${didYouMean(name, known)}`,
      span,
    )
  }

  private document(source: SourceText, span: Span, chain: readonly string[]): void {
    const { documents, problems } = parseYaml(source)
    const [root] = documents
    if (problems.length > 0) this.problems.push(...problems)
    if (!root) {
      if (problems.length === 0) this.refuse(`\`${source.file}\` is empty; expected a pack`, span)
      return
    }
    if (isRuleDocument(root)) return this.rule(source)
    const { pack, problems: wrong } = readPack(root, source.file)
    this.problems.push(...wrong)
    this.pack(pack, chain)
  }

  private pack(pack: Pack, chain: readonly string[]): void {
    for (const base of pack.extends) this.extend(base, pack.file, chain)
    this.set(pack.rules)
    this.patchPersonas(pack.personas)
  }

  private folder(path: string, names: readonly string[], span: Span): void {
    const rules = names.filter((name) => /\.ya?ml$/i.test(name)).sort()
    if (rules.length === 0) return this.refuse(`\`${path}\` holds no rules`, span)
    for (const name of rules) {
      const file = path === '' ? name : `${path}/${name}`
      const content = this.files.read(file)
      if (content.kind !== 'text') {
        this.refuse(`\`${file}\` cannot be read`, span)
        continue
      }
      const source = new SourceText(file, content.text)
      const [root] = parseYaml(source).documents
      // A folder of rules may hold its packs and personas as well.
      if (!root || isRuleDocument(root) || root.kind !== 'object' || !isOther(root)) this.rule(source)
    }
  }

  private rule(source: SourceText): void {
    const { rule, problems } = readRule(source)
    this.problems.push(...problems)
    if (rule) this.add({ rule, severity: rule.file.severity, parameters: rule.defaults })
  }

  private turnOn(id: string, severity: Severity | 'off' | undefined, parameters: ReadonlyMap<string, unknown>): void {
    const file = this.known.get(id)
    if (!file) throw new Error(`the pack names a rule that there is not: ${id}`)
    const values = new Map(this.settings.get(id)?.parameters)
    for (const [name, data] of parameters) {
      const read = readParameter(file.parameters?.[name] ?? { type: 'string', default: '' }, data)
      if ('fault' in read) throw new Error(`${id}: ${name}: ${read.fault}`)
      values.set(name.toLowerCase(), read.value)
    }
    this.settings.set(id, {
      severity: severity ?? this.settings.get(id)?.severity ?? file.severity,
      parameters: values,
    })
  }

  set(settings: RuleSettings): void {
    for (const [id, setting] of this.check(settings)) this.settings.set(id, setting)
  }

  /** Settings over what is set so far; what nobody knows is told and left out. */
  check(settings: RuleSettings): ReadonlyMap<string, Setting> {
    const checked = new Map<string, Setting>()
    for (const [id, { severity, parameters, span }] of settings) {
      const file = this.known.get(id)
      if (!file) {
        this.refuse(`There is no rule \`${id}\`.${didYouMean(id, this.known.keys())}`, span)
        continue
      }
      const before = this.settings.get(id)
      const values = new Map(before?.parameters)
      for (const [name, { value: data, span: place }] of parameters) {
        const known = Object.keys(file.parameters ?? {})
        const declared = file.parameters && Object.hasOwn(file.parameters, name) ? file.parameters[name] : undefined
        if (!declared) {
          const list = known.length === 0 ? 'it has none' : `it has ${known.map((each) => `\`${each}\``).join(', ')}`
          this.refuse(`\`${id}\` has no parameter \`${name}\`; ${list}.${didYouMean(name, known)}`, place)
          continue
        }
        const read = readParameter(declared, data)
        if ('fault' in read) this.refuse(`\`${name}\`: ${lowerFirst(read.fault)}`, place)
        else values.set(name.toLowerCase(), read.value)
      }
      checked.set(id, {
        severity: severity ?? before?.severity ?? file.severity,
        parameters: values,
      })
    }
    return checked
  }

  patchPersonas(patches: ReadonlyMap<string, PersonaPatch>): void {
    this.personas = withPersonas(this.personas, patches)
  }

  checkPersonas({ principals }: Configuration): void {
    for (const { value, span } of principals) {
      if (this.personas.has(value.persona)) continue
      const known = [...this.personas.keys()]
      this.refuse(
        `There is no persona \`${value.persona}\`; known: ${known.map((each) => `\`${each}\``).join(', ')}.${didYouMean(value.persona, known)}`,
        span,
      )
    }
  }

  ruleset(variants: readonly EnvironmentSetting[]): Ruleset {
    const base = this.inForce(this.settings)
    const lists = new Map<string, readonly RuleInForce[]>()
    const rulesFor = (file: string, environment: string | undefined): readonly RuleInForce[] => {
      const matching = variants.filter((variant) => isFor(variant, file, environment))
      if (matching.length === 0) return base
      const key = matching.map((variant) => variants.indexOf(variant)).join()
      const known = lists.get(key)
      if (known) return known
      const settings = new Map(this.settings)
      const told = this.problems.length
      // The first entry that matches comes last, so that it wins.
      for (const { rules } of matching.toReversed())
        for (const [id, setting] of this.check(rules)) settings.set(id, setting)
      this.problems.length = told
      const list = this.inForce(settings)
      lists.set(key, list)
      return list
    }
    return { rules: this.compileAll(), inForce: base, rulesFor, personas: this.personas }
  }

  private inForce(settings: ReadonlyMap<string, Setting>): readonly RuleInForce[] {
    return [...settings]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([id, { severity, parameters }]) => {
        const rule = severity === 'off' ? undefined : this.compile(id)
        return rule && severity !== 'off'
          ? [{ rule, severity, parameters: new Map([...rule.defaults, ...parameters]) }]
          : []
      })
  }

  private compile(id: string): Rule | undefined {
    const known = this.compiled.get(id)
    if (known) return known
    const file = this.known.get(id)
    if (!file) return undefined
    const { rule, faults } = compileRule(file)
    if (!rule)
      throw new Error(`${id}: ${faults.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`)
    this.compiled.set(id, rule)
    return rule
  }

  private compileAll(): ReadonlyMap<string, Rule> {
    const ids = [...this.known.keys()].sort()
    return new Map(
      ids.flatMap((id) => {
        const rule = this.compile(id)
        return rule ? [[id, rule] as const] : []
      }),
    )
  }

  private refuse(message: string, span: Span): void {
    const place = span.file === nowhere.file ? {} : { span }
    this.problems.push({ code: 'configuration-invalid', severity: 'error', message, ...place })
  }
}

function isFor({ paths, environment }: EnvironmentSetting, file: string, actual: string | undefined): boolean {
  if (paths.length > 0) return paths.some((pattern) => matchesPath(pattern, file))
  return environment !== undefined && environment === actual
}

/** Whether a document says by itself that it is no rule. */
function isOther(root: { readonly members: readonly { readonly key: string }[] }): boolean {
  return root.members.some(({ key }) => key === 'kind')
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

export type { PackFiles }
