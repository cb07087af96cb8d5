import * as validators from '../generated/validators.js'
import type { Node } from '../source/node.js'
import { plainOf } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import { findFaults, placeOf } from '../source/schema.js'
import type { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import type { Value } from '../evaluate/value.js'
import { compileCondition } from './compile.js'
import type { Fault } from './compile.js'
import { always } from './condition.js'
import { compileOperand, valueOfData } from './expression.js'
import type { Operand } from './operand.js'
import { compileTemplate } from './message.js'
import type { Template } from './message.js'
import { compilePath } from './path.js'
import type { Path } from './path.js'
import type { ParameterFile, Rule, RuleFile } from './rule.js'

export interface LoadedRule {
  /** Undefined when something is wrong with it: a rule runs wholly or not at all. */
  readonly rule: Rule | undefined
  readonly problems: readonly Problem[]
}

/** Longest rule file in UTF-16 units. */
const maxLength = 200_000
const maxValue = 10_000

/** Reads a rule file; each mistake is a `rule-invalid` problem on its place that says what is allowed there. */
export function readRule(source: SourceText): LoadedRule {
  const { documents, problems } = parseYaml(source, { length: maxLength })
  const [root, second] = documents
  if (problems.length > 0) return { rule: undefined, problems }
  if (!root || second) {
    const message = `Expected one rule in the file; found ${documents.length}`
    return { rule: undefined, problems: [{ code: 'rule-invalid', severity: 'error', message, file: source.file }] }
  }
  const faults = findFaults(root, source.file, validators.rule)
  if (faults.length > 0)
    return { rule: undefined, problems: faults.map((fault) => ruleProblem(fault.message, fault.span)) }
  const compiled = compileRule(plainOf(root) as RuleFile)
  const wrong = compiled.faults.map(({ path, message }) => ruleProblem(message, placeOf(root, source.file, path)))
  return { rule: compiled.rule, problems: wrong }
}

function ruleProblem(message: string, span: Problem['span']): Problem {
  return span
    ? { code: 'rule-invalid', severity: 'error', message, span }
    : { code: 'rule-invalid', severity: 'error', message }
}

/** Makes a rule ready that has the right shape; without a rule, `faults` say why. */
export function compileRule(file: RuleFile): { readonly rule: Rule | undefined; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const names = new Map(Object.keys(file.parameters ?? {}).map((name) => [name.toLowerCase(), name]))
  const context = { kind: file.for, parameters: names }
  const inside = (place: readonly string[], found: readonly Fault[]): void => {
    for (const { path, message } of found) faults.push({ path: [...place, ...path], message })
  }
  const condition = (data: unknown, ...place: readonly string[]): Rule['when'] => {
    if (data === undefined) return always
    const compiled = compileCondition(data, context)
    inside(place, compiled.faults)
    return compiled.condition
  }
  const template = (place: readonly string[], text: string | undefined): Template | undefined => {
    if (text === undefined) return undefined
    const compiled = compileTemplate(text, file.for, names)
    inside(
      place,
      compiled.faults.map((message) => ({ path: [], message })),
    )
    return compiled.template
  }
  const path = (place: readonly string[], text: string): readonly Path[] => {
    const result = compilePath(text, file.for)
    if ('path' in result) return [result.path]
    faults.push({ path: place, message: result.fault })
    return []
  }
  const operand = (place: readonly string[], data: unknown): Operand => {
    const compiled = compileOperand(data, {
      ...context,
      counted: [],
      fault: (message) => {
        faults.push({ path: place, message })
      },
    })
    return typeof compiled === 'function' ? compiled : () => compiled.fixed
  }
  if (file.types && file.for !== 'resource')
    faults.push({ path: ['types'], message: 'Only a rule `for: resource` has `types`' })
  const fix = typeof file.fix === 'object' ? file.fix : undefined
  const advice = typeof file.fix === 'string' ? file.fix : file.fix?.say
  const rule: Rule = {
    file,
    id: file.id,
    kind: file.for,
    when: condition(file.when, 'when'),
    must: condition(file.must, 'must'),
    raise: file.raise && { to: file.raise.to, when: condition(file.raise.when, 'raise', 'when') },
    say: template(['say'], file.say) ?? { render: () => file.title },
    here: template(['here'], file.here),
    advice: template(typeof file.fix === 'string' ? ['fix'] : ['fix', 'say'], advice),
    at: (file.at ?? []).flatMap((text, at) => path(['at', String(at)], text)),
    related: Object.entries(file.related ?? {}).flatMap(([text, message]) =>
      path(['related', text], text).map((each) => ({ path: each, message })),
    ),
    fix,
    fixValue: fix?.set && operand(['fix', 'set', 'value'], fix.set.value),
    defaults: new Map(
      Object.entries(file.parameters ?? {}).flatMap(([name, parameter]) => {
        const read = readParameter(parameter, parameter.default)
        if ('fault' in read) faults.push({ path: ['parameters', name, 'default'], message: read.fault })
        return 'value' in read ? [[name.toLowerCase(), read.value] as const] : []
      }),
    ),
  }
  return { rule: faults.length === 0 ? rule : undefined, faults }
}

/** A value for a parameter, held against its declaration. */
export function readParameter(
  parameter: ParameterFile,
  data: unknown,
): { readonly value: Value } | { readonly fault: string } {
  const { type, allowed, minimum, maximum } = parameter
  if (!isOfType(type, data)) return { fault: `Expected ${typeWords.get(type) ?? type}` }
  if (allowed && !allowed.some((each) => each === data)) {
    return { fault: `Expected one of ${allowed.map((each) => `\`${String(each)}\``).join(', ')}` }
  }
  if (typeof data === 'number' && minimum !== undefined && data < minimum)
    return { fault: `Expected at least ${minimum}` }
  if (typeof data === 'number' && maximum !== undefined && data > maximum)
    return { fault: `Expected at most ${maximum}` }
  const value = valueOfData(data, { left: maxValue })
  return value ? { value } : { fault: `Expected at most ${maxValue} entries` }
}

const typeWords = new Map<string, string>([
  ['string', 'a text'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', '`true` or `false`'],
  ['array', 'a list'],
])

function isOfType(type: ParameterFile['type'], data: unknown): boolean {
  if (type === 'array') return Array.isArray(data)
  if (type === 'integer') return Number.isInteger(data)
  return typeof data === type
}

/** Whether a document looks like a rule file rather than a pack or something else. */
export function isRuleDocument(root: Node): boolean {
  return root.kind === 'object' && ['id', 'for', 'must'].every((name) => root.members.some(({ key }) => key === name))
}
