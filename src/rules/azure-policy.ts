import { identityOf, unknown } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
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
import { compileOperand, evaluateAlone, valueOfData } from './expression.js'
import { ruleOrigin } from './operand.js'
import type { Operand } from './operand.js'
import { sayText } from './message.js'
import { declared, isAllowed, readDefinition } from './policy-definition.js'
import type { Definition } from './policy-definition.js'
import { decidedBy, effects, sayEffect, unseen } from './policy-effect.js'
import type { Effect } from './policy-effect.js'
import { existence } from './policy-existence.js'
import { applicability } from './policy-mode.js'
import { concerning } from './policy-relevance.js'
import type { RuleFile, RuleInForce } from './rule.js'

export interface LoadedPolicies {
  readonly rules: readonly RuleInForce[]
  readonly problems: readonly Problem[]
}

const maxRules = 1_000
/** Texts, numbers, lists and objects in the value of one parameter. */
const maxParts = 10_000
/** Allowed values that a message lists. */
const mostShown = 10

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

/** A definition with the entries of the configuration that it is run for. */
interface Listed {
  readonly definition: Definition
  readonly settings: PolicySetting[]
}

/** One time that a definition is run. */
interface Run {
  readonly definition: Definition
  readonly setting: PolicySetting
  readonly parameters: ReadonlyMap<string, Value>
  /** The initiative that runs it, and what it calls the definition there. */
  readonly within?: { readonly initiative: string; readonly reference: string | undefined }
}

type Values = ReadonlyMap<string, Value>

class PolicyLoader {
  private readonly files: PackFiles
  private readonly problems: Problem[] = []
  private readonly rules = new Map<string, RuleInForce>()
  /** What is run already: the same definition with the same values is one rule. */
  private readonly runs = new Set<string>()
  private readonly initiatives = new Map<string, Listed>()
  private readonly definitions = new Map<string, Listed>()

  constructor(files: PackFiles) {
    this.files = files
  }

  open(setting: PolicySetting): void {
    const paths = expandGlob(setting.definition, this.files, (limit) => {
      this.refuse('configuration-invalid', `\`${setting.definition}\`: ${limit}`, setting.span)
    })
    if (paths.length === 0) {
      this.refuse('configuration-invalid', `There is no file \`${setting.definition}\``, setting.span)
    }
    for (const path of paths) {
      const content = this.files.read(path)
      if (content.kind !== 'text') {
        const why = content.kind === 'unavailable' ? `: ${content.reason}` : ''
        this.refuse('configuration-invalid', `\`${path}\` cannot be read${why}`, setting.span)
        continue
      }
      const { definition, problems } = readDefinition(new SourceText(path, content.text))
      this.problems.push(...problems)
      if (!definition) continue
      const isInitiative = childOf(definition.properties, 'policyDefinitions') !== undefined
      this.list(definition, setting, isInitiative ? this.initiatives : this.definitions)
    }
  }

  finish(): LoadedPolicies {
    const grouped = new Set<string>()
    for (const { definition, settings } of this.initiatives.values()) {
      for (const setting of settings) for (const name of this.runInitiative(definition, setting)) grouped.add(name)
    }
    for (const [name, { definition, settings }] of this.definitions) {
      for (const setting of settings) {
        // Listed without values of its own, it is there for the initiative.
        if (grouped.has(name) && setting.parameters.size === 0) continue
        this.add({ definition, setting, parameters: this.parametersOf(definition, this.given(definition, setting)) })
      }
    }
    return { rules: [...this.rules.values()], problems: this.problems }
  }

  /** Takes a definition in; an entry that names the file goes before a glob that means it as well. */
  private list(definition: Definition, setting: PolicySetting, into: Map<string, Listed>): void {
    const { name, root, source } = definition
    const key = name.toLowerCase()
    const listed = into.get(key)
    if (!listed) {
      into.set(key, { definition, settings: [setting] })
      return
    }
    const other = listed.definition.source.file
    if (other !== source.file) {
      const message = `\`${other}\` is called ${sayText(name, 'code')} as well, so this one is not run; give it another \`name\``
      return this.refuse('policy-invalid', message, placeOf(root, source.file, childOf(root, 'name') ? ['name'] : []))
    }
    const { settings } = listed
    const precise = settings.filter((each) => !isGlob(each))
    if (isGlob(setting) && precise.length > 0) return
    settings.splice(0, settings.length, ...precise, setting)
  }

  /** The names of the definitions that an initiative runs. */
  private runInitiative(initiative: Definition, setting: PolicySetting): readonly string[] {
    const list = childOf(initiative.properties, 'policyDefinitions')
    const own = this.parametersOf(initiative, this.given(initiative, setting))
    if (list?.kind !== 'array') return []
    return list.items.flatMap((entry, at) => {
      const place = [...initiative.path, 'policyDefinitions', String(at)]
      const id = textOf(childOf(entry, 'policyDefinitionId'))
      const name = id?.split('/').at(-1)?.toLowerCase()
      const listed = name === undefined ? undefined : this.definitions.get(name)
      if (!listed || name === undefined) {
        const message = `The definition ${sayText(id ?? '', 'code')} is not among those that the configuration names, so it is not run`
        this.note(message, this.place(initiative, place))
        return []
      }
      const { definition, settings } = listed
      const severity = settings.find((each) => each.severity)?.severity ?? setting.severity
      const passed = this.passedOn(initiative, entry, place, definition, own)
      const reference = textOf(childOf(entry, 'policyDefinitionReferenceId'))
      this.add({
        definition,
        setting: { ...setting, severity },
        parameters: this.parametersOf(definition, passed),
        within: { initiative: initiative.displayName, reference },
      })
      return [name]
    })
  }

  /** What an initiative gives one of its definitions. */
  private passedOn(
    initiative: Definition,
    entry: Node,
    place: readonly string[],
    definition: Definition,
    own: Values,
  ): Values {
    const node = childOf(entry, 'parameters')
    const { names } = declared(definition)
    const passed = new Map<string, Value>()
    for (const { key, value } of node?.kind === 'object' ? node.members : []) {
      const at = this.place(initiative, [...place, 'parameters', key])
      if (!names.has(key.toLowerCase())) {
        this.refuse('policy-invalid', noParameter(definition, key, names), at)
        continue
      }
      const inner = childOf(value, 'value')
      const known =
        inner &&
        evaluateAlone(plainOf(inner), own, (message) => {
          this.refuse('policy-invalid', message, at)
        })
      if (known) passed.set(key.toLowerCase(), known)
    }
    return passed
  }

  private add({ definition, setting, parameters, within }: Run): void {
    if (this.rules.size >= maxRules)
      return this.refuse('policy-invalid', `At most ${maxRules} definitions are run`, setting.span)
    const policyRule = childOf(definition.properties, 'policyRule')
    const then = childOf(policyRule, 'then')
    const mode = textOf(childOf(definition.properties, 'mode'))
    const when = applicability(mode)
    if (!when) {
      const message = `${sayText(definition.displayName, 'code')} is of mode ${sayText(mode ?? '', 'code')}, of which templates say nothing, so it is not run`
      return this.note(message, this.place(definition, [...definition.path, 'mode']))
    }
    const effect = this.effectOf(definition, then, parameters)
    if (!effect) return
    const values = [...parameters].map(([name, value]) => [name, identityOf(value)])
    const run = JSON.stringify([definition.source.file, effect.name, setting.severity, values])
    if (this.runs.has(run)) return
    this.runs.add(run)
    const before = this.problems.length
    const applies = concerning(this.condition(definition, ['if'], childOf(policyRule, 'if')))
    const details = childOf(then, 'details')
    const missing = effect.acts === 'always' ? undefined : textOf(childOf(details, 'type'))
    const mustHold = effect.acts === 'always' ? [] : [this.existence(definition, details)]
    if (this.problems.length > before) return
    const file: RuleFile = {
      ...fileOf(definition, effect, this.idOf(definition, within?.reference)),
      severity: setting.severity ?? effect.severity,
    }
    const here = decidedBy({ effect, file: definition.source.file, initiative: within?.initiative, missing })
    const must = disjunction([negation(applies), ...mustHold])
    const rule = { ...emptyRule, file, id: file.id, kind: file.for, when, must, here, defaults: parameters }
    const inForce = { rule: { ...rule, say: { render: () => file.say } }, severity: file.severity, parameters }
    this.rules.set(file.id, inForce)
  }

  /** The name of the definition; of one that is run again with other values, with what tells the runs apart. */
  private idOf({ name }: Definition, reference: string | undefined): string {
    const plain = `azure-policy/${idText(name)}`
    const named = reference === undefined ? plain : `${plain}.${idText(reference)}`
    let id = this.rules.has(plain) ? named : plain
    for (let number = 2; this.rules.has(id); number++) id = `${named}.${number}`
    return id
  }

  /** What the definition does; undefined where it does nothing, or nothing that is known, which is told. */
  private effectOf(definition: Definition, then: Node | undefined, parameters: Values): Effect | undefined {
    const node = childOf(then, 'effect')
    const place = this.place(definition, [...definition.path, 'policyRule', 'then', 'effect'])
    const before = this.problems.length
    const value =
      node &&
      evaluateAlone(plainOf(node), parameters, (message) => {
        this.refuse('policy-invalid', message, place)
      })
    if (this.problems.length > before) return undefined
    if (value && value.kind !== 'literal')
      return this.refuse('policy-invalid', 'The effect depends on a parameter that nothing gives a value', place)
    const name = String(value?.value ?? '').toLowerCase()
    const why = unseen.get(name)
    if (why !== undefined) {
      this.note(`${sayText(definition.displayName, 'code')} ${why}, which no template shows, so it is not run`, place)
      return undefined
    }
    const effect = effects.get(name)
    if (effect || name === 'disabled') return effect
    const known = [...effects.values()].map((each) => `\`${each.name}\``).join(', ')
    return this.refuse('policy-invalid', `The effect must be one of ${known} or \`Disabled\``, place)
  }

  private condition(definition: Definition, path: readonly string[], node: Node | undefined): Condition {
    const place = [...definition.path, 'policyRule', ...path]
    if (!node) {
      this.refuse('policy-invalid', 'Expected a condition', this.place(definition, place))
      return always
    }
    const { names } = declared(definition)
    const compiled = compileCondition(plainOf(node), { kind: 'resource', parameters: names, root: path, azure: true })
    for (const fault of compiled.faults)
      this.refuse('policy-invalid', fault.message, this.place(definition, [...place, ...fault.path]))
    return compiled.condition
  }

  /** `…IfNotExists`: one resource of the type in `details` for which the condition holds. */
  private existence(definition: Definition, details: Node | undefined): Condition {
    const path = ['then', 'details']
    const type = this.operand(definition, [...path, 'type'], childOf(details, 'type'))
    if (!type) {
      const place = this.place(definition, [...definition.path, 'policyRule', ...path])
      this.refuse('policy-invalid', 'Expected the `type` of the resource that must exist', place)
      return always
    }
    const wanted = childOf(details, 'existenceCondition')
    const inSubscription = /^subscription$/i.test(textOf(childOf(details, 'existenceScope')) ?? '')
    return existence({
      type,
      name: this.operand(definition, [...path, 'name'], childOf(details, 'name')),
      condition: wanted ? this.condition(definition, [...path, 'existenceCondition'], wanted) : always,
      elsewhere: inSubscription || childOf(details, 'resourceGroupName') !== undefined,
    })
  }

  /** A value of the definition outside its conditions. */
  private operand(definition: Definition, path: readonly string[], node: Node | undefined): Operand | undefined {
    if (!node) return undefined
    const { names } = declared(definition)
    const compiled = compileOperand(plainOf(node), {
      kind: 'resource',
      counted: [],
      parameters: names,
      azure: true,
      fault: (message) =>
        this.refuse('policy-invalid', message, this.place(definition, [...definition.path, 'policyRule', ...path])),
    })
    return typeof compiled === 'function' ? compiled : () => compiled.fixed
  }

  /** What an entry of the configuration gives a definition. */
  private given(definition: Definition, { parameters, span }: PolicySetting): Values {
    const { names, allowed } = declared(definition)
    const given = new Map<string, Value>()
    for (const [name, data] of parameters) {
      const value = valueOfData(data, { left: maxParts })
      const known = allowed.get(name.toLowerCase())
      if (!names.has(name.toLowerCase()))
        this.refuse('configuration-invalid', noParameter(definition, name, names), span)
      else if (known && !isAllowed(data, known)) this.refuse('configuration-invalid', notAllowed(name, known), span)
      else if (value) given.set(name.toLowerCase(), value)
      else this.refuse('configuration-invalid', tooLarge(name), span)
    }
    return given
  }

  /** Values of the parameters by folded name; one without value or default is unknown. */
  private parametersOf(definition: Definition, given: Values): Values {
    const { names, defaults } = declared(definition)
    return new Map(
      [...names].map(([folded, name]) => {
        const place = this.place(definition, [...definition.path, 'parameters', name])
        const data = defaults.get(folded)
        const fallback = given.has(folded) || data === undefined ? undefined : valueOfData(data, { left: maxParts })
        if (data !== undefined && !given.has(folded) && !fallback) this.refuse('policy-invalid', tooLarge(name), place)
        const known = given.get(folded) ?? fallback
        return [
          folded,
          known ?? unknown({ kind: 'parameter', name, span: place }, `policy parameter ${name}`, ruleOrigin),
        ]
      }),
    )
  }

  private place({ root, source }: Definition, path: readonly string[]): Span {
    return placeOf(root, source.file, path)
  }

  private note(message: string, span: Span): void {
    this.problems.push({ code: 'policy-invalid', severity: 'note', message, span })
  }

  private refuse(code: Problem['code'], message: string, span: Span): undefined {
    this.problems.push({ code, severity: 'error', message, span })
  }
}

function isGlob({ definition }: PolicySetting): boolean {
  return /[*?]/.test(definition)
}

function noParameter({ displayName }: Definition, name: string, names: ReadonlyMap<string, string>): string {
  return `${sayText(displayName, 'code')} has no parameter ${sayText(name, 'code')}.${didYouMean(name, names.values())}`
}

function notAllowed(name: string, allowed: readonly unknown[]): string {
  const shown = allowed.slice(0, mostShown).map((value) => sayText(String(value), 'code'))
  const more = allowed.length > mostShown ? ` or ${allowed.length - mostShown} others` : ''
  return `Parameter ${sayText(name, 'code')} must be one of ${shown.join(', ')}${more}`
}

function tooLarge(name: string): string {
  return `Parameter ${sayText(name, 'code')} has more than ${maxParts} parts`
}

function idText(name: string): string {
  return name.replace(/[^\w.-]/g, '-').slice(0, 120)
}

/** What a definition has nothing of. */
const emptyRule = { advice: undefined, at: [], related: [], fix: undefined, fixValue: undefined }

function fileOf({ displayName, properties }: Definition, effect: Effect, id: string): Omit<RuleFile, 'severity'> {
  const said = sayText(displayName, 'said')
  const description = textOf(childOf(properties, 'description'))
  return {
    id,
    title: `The policy “${said}” finds nothing`,
    category: 'azure-policy',
    why: [sayEffect(effect), ...(description === undefined ? [] : [sayText(description, 'said')])].join(' '),
    for: 'resource',
    must: {},
    say: said,
  }
}
