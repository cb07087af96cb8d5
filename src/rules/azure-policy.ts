import { isGuid } from '../access/identifiers.js'
import { or } from '../evaluate/logic.js'
import { unknown } from '../evaluate/value.js'
import type { Truth, Value } from '../evaluate/value.js'
import { isExpression } from '../language/arm/expression.js'
import { parseJson } from '../source/json.js'
import type { Node } from '../source/node.js'
import { childOf, plainOf, textOf } from '../source/node.js'
import { didYouMean } from '../source/nearest.js'
import type { Problem } from '../source/problem.js'
import { placeOf } from '../source/schema.js'
import type { Span } from '../source/span.js'
import { SourceText } from '../source/text.js'
import { compileCondition } from './compile.js'
import { always, disjunction, negation } from './condition.js'
import type { Condition } from './condition.js'
import type { PolicySetting } from './configuration.js'
import { expandGlob } from './expand-glob.js'
import type { PackFiles } from './expand-glob.js'
import { compileOperand, ruleOrigin, valueOfData } from './expression.js'
import type { Operand } from './expression.js'
import { sayText } from './message.js'
import { relatedTo } from './policy-resources.js'
import type { RuleFile, RuleInForce } from './rule.js'
import { maxSteps } from './scope.js'
import type { ResourceSubject } from './subject-vault.js'

export interface LoadedPolicies {
  readonly rules: readonly RuleInForce[]
  readonly problems: readonly Problem[]
}

/** Longest definition in UTF-16 units; Azure itself takes less. */
const maxLength = 2_000_000
const maxRules = 1_000

/**
 * Reads Azure Policy definitions and initiatives and makes rules of them: `azure-policy/GUID`, or the name where there is none.
 *
 * A rule fails where the policy would act: audit, deny, append or modify, or find nothing that exists. A disabled one is
 * left out. What is wrong with a definition is a `policy-invalid` problem in it, with a setting `configuration-invalid`.
 * Source: Azure Policy definition structure; effects.
 */
export function loadPolicies(settings: readonly PolicySetting[], files: PackFiles): LoadedPolicies {
  const loader = new PolicyLoader(files)
  for (const setting of settings) loader.open(setting)
  return loader.finish()
}

interface Definition {
  readonly source: SourceText
  readonly root: Node
  /** Names from the root to the properties of the definition. */
  readonly path: readonly string[]
  readonly properties: Node
  readonly name: string
  readonly displayName: string
}

class PolicyLoader {
  private readonly files: PackFiles
  private readonly problems: Problem[] = []
  private readonly rules = new Map<string, RuleInForce>()
  private readonly initiatives: { readonly initiative: Definition; readonly setting: PolicySetting }[] = []
  private readonly definitions = new Map<string, { readonly definition: Definition; readonly setting: PolicySetting }>()

  constructor(files: PackFiles) {
    this.files = files
  }

  open(setting: PolicySetting): void {
    const paths = expandGlob(setting.definition, this.files, (most) => {
      const message = `\`${setting.definition}\`: only the first ${most} names are looked at; name a folder with fewer`
      this.refuse('configuration-invalid', message, setting.span)
    })
    if (paths.length === 0) {
      this.refuse('configuration-invalid', `There is no file \`${setting.definition}\``, setting.span)
    }
    for (const path of paths) {
      const content = this.files.read(path)
      if (content.kind !== 'text') {
        this.refuse('configuration-invalid', `\`${path}\` cannot be read`, setting.span)
        continue
      }
      const definition = this.read(new SourceText(path, content.text))
      if (!definition) continue
      if (childOf(definition.properties, 'policyDefinitions'))
        this.initiatives.push({ initiative: definition, setting })
      else this.definitions.set(definition.name.toLowerCase(), { definition, setting })
    }
  }

  finish(): LoadedPolicies {
    const grouped = new Set<string>()
    for (const { initiative, setting } of this.initiatives) {
      for (const name of this.runInitiative(initiative, setting)) grouped.add(name)
    }
    for (const [name, { definition, setting }] of this.definitions) {
      if (!grouped.has(name)) this.add(definition, setting, setting.parameters)
    }
    return { rules: [...this.rules.values()], problems: this.problems }
  }

  private read(source: SourceText): Definition | undefined {
    const { file, text } = source
    const whole = { file, start: 0, end: 0 }
    if (text.length > maxLength)
      return this.refuse('policy-invalid', `A definition has at most ${maxLength} characters`, whole)
    const { root, problems } = parseJson(source)
    this.problems.push(...problems)
    if (root?.kind !== 'object') return this.refuse('policy-invalid', 'Expected a policy definition', whole)
    const wrapped = childOf(root, 'properties')
    const properties = wrapped?.kind === 'object' ? wrapped : root
    if (!childOf(properties, 'policyRule') && !childOf(properties, 'policyDefinitions')) {
      return this.refuse(
        'policy-invalid',
        'Expected `policyRule` (a definition) or `policyDefinitions` (an initiative)',
        placeOf(root, file, []),
      )
    }
    const id = textOf(childOf(root, 'id'))?.split('/').at(-1)
    const given = textOf(childOf(root, 'name')) ?? id
    const fallback =
      file
        .split('/')
        .at(-1)
        ?.replace(/\.jsonc?$/i, '') ?? file
    const name = id && isGuid(id) ? id : (given ?? fallback)
    const displayName = textOf(childOf(properties, 'displayName')) ?? name
    return { source, root, path: properties === root ? [] : ['properties'], properties, name, displayName }
  }

  /** The names of the definitions that an initiative runs. */
  private runInitiative(initiative: Definition, setting: PolicySetting): readonly string[] {
    const list = childOf(initiative.properties, 'policyDefinitions')
    const own = this.parametersOf(initiative, setting)
    return list?.kind !== 'array'
      ? []
      : list.items.flatMap((entry, at) => {
          const id = textOf(childOf(entry, 'policyDefinitionId'))
          const name = id?.split('/').at(-1)?.toLowerCase()
          const found = name === undefined ? undefined : this.definitions.get(name)
          if (!found || name === undefined) {
            const place = placeOf(initiative.root, initiative.source.file, [
              ...initiative.path,
              'policyDefinitions',
              String(at),
            ])
            const message = `The definition ${sayText(id ?? '', 'code')} is not among those that the configuration names, so it is not run`
            this.problems.push({ code: 'policy-invalid', severity: 'note', message, span: place })
            return []
          }
          this.add(
            found.definition,
            { ...found.setting, severity: found.setting.severity ?? setting.severity },
            passedOn(childOf(entry, 'parameters'), own),
          )
          return [name]
        })
  }

  private add(definition: Definition, setting: PolicySetting, values: ReadonlyMap<string, unknown>): void {
    if (this.rules.size >= maxRules)
      return this.refuse('policy-invalid', `At most ${maxRules} definitions are run`, setting.span)
    const parameters = this.parametersOf(definition, { ...setting, parameters: values })
    const { names } = declared(definition)
    const policyRule = childOf(definition.properties, 'policyRule')
    const then = childOf(policyRule, 'then')
    const effect = effectOf(textOf(childOf(then, 'effect')), parameters)
    if (effect === 'disabled') return
    const place = [...definition.path, 'policyRule']
    if (effect === undefined || !acts.has(effect)) {
      const known = [...acts.keys()].map((each) => `\`${each}\``).join(', ')
      this.refuse(
        'policy-invalid',
        `The effect must be one of ${known} or \`disabled\``,
        this.place(definition, [...place, 'then', 'effect']),
      )
      return
    }
    const condition = (path: readonly string[], node: Node | undefined): Condition => {
      if (!node) {
        this.refuse('policy-invalid', 'Expected a condition', this.place(definition, path))
        return always
      }
      const compiled = compileCondition(plainOf(node), { kind: 'resource', parameters: names })
      for (const fault of compiled.faults)
        this.refuse('policy-invalid', fault.message, this.place(definition, [...path, ...fault.path]))
      return compiled.condition
    }
    const before = this.problems.length
    const applies = condition([...place, 'if'], childOf(policyRule, 'if'))
    const details = childOf(then, 'details')
    const mustHold = acts.get(effect) === 'exists' ? [this.existence(definition, details, condition)] : []
    if (this.problems.length > before) return
    const rule = ruleOf(definition, setting, disjunction([negation(applies), ...mustHold]), parameters)
    this.rules.set(rule.rule.id, rule)
  }

  /** `…IfNotExists`: one resource of the type in `details`, on or below the one judged, for which the condition holds. */
  private existence(
    definition: Definition,
    details: Node | undefined,
    condition: (path: readonly string[], node: Node | undefined) => Condition,
  ): Condition {
    const place = [...definition.path, 'policyRule', 'then', 'details']
    const type = textOf(childOf(details, 'type'))
    if (type === undefined) {
      this.refuse(
        'policy-invalid',
        'Expected the `type` of the resource that must exist',
        this.place(definition, place),
      )
      return always
    }
    const wanted = childOf(details, 'existenceCondition')
    const exists = wanted ? condition([...place, 'existenceCondition'], wanted) : always
    const name = this.operand(definition, [...place, 'name'], childOf(details, 'name'))
    return {
      test: (scope) => {
        const { resources, open } = relatedTo(scope.subject as ResourceSubject, type, name?.(scope), scope.facts.model)
        let truth: Truth = open ? 'unknown' : false
        for (const { subject, belongs } of resources) {
          const found = exists.test({ ...scope, subject, frames: [], budget: { left: maxSteps } })
          truth = or(truth, belongs === true ? found : found === false ? false : 'unknown')
          if (truth === true) return true
        }
        return truth
      },
      explain: (scope, truth, into) => {
        if (truth !== 'unknown') return
        const { resources, open } = relatedTo(scope.subject as ResourceSubject, type, name?.(scope), scope.facts.model)
        for (const { subject } of resources)
          exists.explain({ ...scope, subject, frames: [], budget: { left: maxSteps } }, truth, into)
        if (!open) return
        const { head: span } = scope.subject
        const value = unknown({ kind: 'runtime', name: type }, `${type} of ${scope.subject.id}`, {
          span,
          uses: [],
          because: [],
        })
        into.push({
          field: undefined,
          operator: 'exists',
          truth,
          values: [value],
          element: false,
          expected: undefined,
          span: undefined,
          absent: undefined,
        })
      },
    }
  }

  /** A value of the definition outside its conditions. */
  private operand(definition: Definition, place: readonly string[], node: Node | undefined): Operand | undefined {
    if (!node) return undefined
    const { names } = declared(definition)
    const compiled = compileOperand(plainOf(node), {
      kind: 'resource',
      counted: [],
      parameters: names,
      fault: (message) => this.refuse('policy-invalid', message, this.place(definition, place)),
    })
    return typeof compiled === 'function' ? compiled : () => compiled.fixed
  }

  /** Values of the parameters by folded name; one without value or default is unknown. */
  private parametersOf(definition: Definition, { parameters, span }: PolicySetting): ReadonlyMap<string, Value> {
    const { names, defaults } = declared(definition)
    const given = new Map([...parameters].map(([name, data]) => [name.toLowerCase(), data]))
    for (const name of parameters.keys()) {
      if (names.has(name.toLowerCase())) continue
      const message = `${sayText(definition.displayName, 'code')} has no parameter ${sayText(name, 'code')}.${didYouMean(name, names.values())}`
      this.refuse('configuration-invalid', message, span)
    }
    return new Map(
      [...names].map(([folded, name]) => {
        const data = given.has(folded) ? given.get(folded) : defaults.get(folded)
        const value = data === undefined ? undefined : valueOfData(data, { left: 10_000 })
        const place = this.place(definition, [...definition.path, 'parameters', name])
        return [
          folded,
          value ?? unknown({ kind: 'parameter', name, span: place }, `policy parameter ${name}`, ruleOrigin),
        ]
      }),
    )
  }

  private place({ root, source }: Definition, path: readonly string[]): Span {
    return placeOf(root, source.file, path)
  }

  private refuse(code: Problem['code'], message: string, span: Span): undefined {
    this.problems.push({ code, severity: 'error', message, span })
  }
}

/** What an effect does where the condition holds. */
const acts: ReadonlyMap<string, 'always' | 'exists'> = new Map([
  ['audit', 'always'],
  ['deny', 'always'],
  ['modify', 'always'],
  ['append', 'always'],
  ['auditifnotexists', 'exists'],
  ['deployifnotexists', 'exists'],
])

function effectOf(written: string | undefined, parameters: ReadonlyMap<string, Value>): string | undefined {
  if (written === undefined) return undefined
  if (!isExpression(written)) return written.toLowerCase()
  const name = /^\[\s*parameters\(\s*'([^']{1,200})'\s*\)\s*\]$/i.exec(written)?.[1]
  const value = name === undefined ? undefined : parameters.get(name.toLowerCase())
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value.toLowerCase() : undefined
}

function declared({ properties }: Definition): {
  readonly names: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, unknown>
} {
  const node = childOf(properties, 'parameters')
  const members = node?.kind === 'object' ? node.members : []
  return {
    names: new Map(members.map(({ key }) => [key.toLowerCase(), key])),
    defaults: new Map(
      members.flatMap(({ key, value }) => {
        const fallback = childOf(value, 'defaultValue')
        return fallback ? [[key.toLowerCase(), plainOf(fallback)] as const] : []
      }),
    ),
  }
}

/** What an initiative gives one of its definitions: values, or its own parameters by name. */
function passedOn(node: Node | undefined, own: ReadonlyMap<string, Value>): ReadonlyMap<string, unknown> {
  const members = node?.kind === 'object' ? node.members : []
  return new Map(
    members.flatMap(({ key, value }) => {
      const inner = childOf(value, 'value')
      if (!inner) return []
      const written = textOf(inner)
      const name =
        written === undefined ? undefined : /^\[\s*parameters\(\s*'([^']{1,200})'\s*\)\s*\]$/i.exec(written)?.[1]
      const given = name === undefined ? undefined : own.get(name.toLowerCase())
      if (given?.kind === 'unknown') return []
      return [[key, given ? dataOf(given) : plainOf(inner)] as const]
    }),
  )
}

function dataOf(value: Value): unknown {
  if (value.kind === 'literal') return value.value
  if (value.kind === 'array') return value.items.map(dataOf)
  if (value.kind !== 'object') return null
  return Object.fromEntries([...value.entries.values()].map(({ key, value: inner }) => [key, dataOf(inner)]))
}

function ruleOf(
  { name, displayName, properties }: Definition,
  { severity = 'warning' }: PolicySetting,
  must: Condition,
  parameters: ReadonlyMap<string, Value>,
): RuleInForce {
  const said = sayText(displayName, 'said')
  const file: RuleFile = {
    id: `azure-policy/${name.replace(/[^\w.-]/g, '-').slice(0, 120)}`,
    title: `The policy “${said}” finds nothing`,
    severity,
    category: 'azure-policy',
    why: sayText(textOf(childOf(properties, 'description')) ?? displayName, 'said'),
    for: 'resource',
    must: {},
    say: said,
  }
  const rule = {
    file,
    id: file.id,
    kind: file.for,
    when: always,
    must,
    say: { render: () => said },
    here: undefined,
    advice: undefined,
    at: [],
    related: [],
    fix: undefined,
    fixValue: undefined,
    defaults: parameters,
  }
  return { rule, severity, parameters }
}
