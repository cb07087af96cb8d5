import type { Value } from '../evaluate/value.js'
import { isExpression } from '../language/arm/expression.js'
import { didYouMean } from '../source/nearest.js'
import {
  always,
  conjunction,
  countCondition,
  disjunction,
  fieldCondition,
  located,
  negation,
  refused,
  valueCondition,
} from './condition.js'
import type { Condition, Counted, RightSide } from './condition.js'
import { compileOperand } from './expression.js'
import type { Operand } from './operand.js'
import { namedCondition } from './named-condition.js'
import { operators } from './operators.js'
import { compilePath } from './path.js'
import type { Path } from './path.js'
import type { Scope } from './scope.js'
import type { RuleKind } from './subject.js'

/** What is wrong with a condition, and where in it. */
export interface Fault {
  /** Names and indexes from the condition to what is wrong. */
  readonly path: readonly string[]
  readonly message: string
}

export interface ConditionContext {
  readonly kind: RuleKind
  /** Declared parameters by folded name, as written. */
  readonly parameters: ReadonlyMap<string, string>
  /** Where the condition stands in its rule. */
  readonly root?: readonly string[]
  /** Whether it stands in an Azure Policy definition: names of fields may be expressions, functions are those of Azure Policy. */
  readonly azure?: boolean
}

/** Bounds that no honest rule meets. */
const maxDepth = 40
const maxConditions = 2_000
const maxCounts = 3
const maxList = 10_000
const maxFaults = 20

/** Stands for a list of which not even the name is known. */
const unnamed: Counted = {
  path: { text: '', frame: undefined, steps: [{ kind: 'each' }], many: true, subject: undefined },
  list: undefined,
  name: undefined,
}

/**
 * Makes a condition in the grammar of Azure Policy ready, names without regard to case.
 *
 * What is wrong with it comes back as faults; a condition with faults is not to be run.
 */
export function compileCondition(
  data: unknown,
  context: ConditionContext,
): { readonly condition: Condition; readonly faults: readonly Fault[] } {
  const compiler = new Compiler(context)
  const condition = compiler.condition(data, [], [], 0)
  return { condition, faults: compiler.faults }
}

type Data = Readonly<Record<string, unknown>>
/** Keys as written by folded key. */
type Keys = ReadonlyMap<string, string>

const logicalNames: readonly string[] = ['allof', 'anyof', 'not']
const subjectNames: readonly string[] = ['field', 'value', 'count']
const countNames: readonly string[] = ['field', 'value', 'name', 'where']
const operatorNames: Keys = new Map([...operators.keys()].map((name) => [name.toLowerCase(), name]))

class Compiler {
  readonly faults: Fault[] = []
  private readonly context: ConditionContext
  private conditions = 0

  constructor(context: ConditionContext) {
    this.context = context
  }

  condition(data: unknown, place: readonly string[], counts: readonly Counted[], depth: number): Condition {
    this.conditions++
    if (this.conditions > maxConditions + 1) return refused
    if (this.conditions > maxConditions) return this.refuse(place, `A condition has at most ${maxConditions} parts`)
    if (depth > maxDepth) return this.refuse(place, `Conditions stand at most ${maxDepth} deep in each other`)
    if (!isRecord(data)) return this.refuse(place, 'Expected a condition: a mapping')
    const keys = keysOf(data)
    const logical = logicalNames.find((name) => keys.has(name))
    if (logical === undefined) {
      return located(this.comparison(data, keys, place, counts, depth), [...(this.context.root ?? []), ...place])
    }
    const key = keys.get(logical) ?? logical
    if (keys.size > 1) return this.refuse(place, `Nothing can stand beside \`${key}\``)
    const inner = data[key]
    if (logical === 'not') return negation(this.condition(inner, [...place, key], counts, depth + 1))
    if (!Array.isArray(inner)) return this.refuse([...place, key], `\`${key}\` takes a list of conditions`)
    const parts = inner.map((part, at) => this.condition(part, [...place, key, String(at)], counts, depth + 1))
    return logical === 'allof' ? conjunction(parts) : disjunction(parts)
  }

  private comparison(
    data: Data,
    keys: Keys,
    place: readonly string[],
    counts: readonly Counted[],
    depth: number,
  ): Condition {
    const subject = subjectNames.find((name) => keys.has(name))
    const others = [...keys].filter(([name]) => !subjectNames.includes(name))
    if (subject === undefined) {
      const proposal = others.map(([, key]) => didYouMean(key, ['field', 'value', 'count', 'allOf', 'anyOf', 'not']))
      return this.refuse(place, `Expected \`field\`, \`value\` or \`count\`.${proposal.find(Boolean) ?? ''}`)
    }
    if (keys.size - others.length > 1) {
      return this.refuse(place, 'Only one of `field`, `value` and `count` can stand in a condition')
    }
    for (const [name, key] of others) {
      if (operatorNames.has(name)) continue
      return this.refuse([...place, key], `\`${key}\` is no operator.${didYouMean(key, operators.keys())}`)
    }
    const [first] = others
    if (!first || others.length > 1) return this.refuse(place, 'Expected exactly one operator, such as `equals`')
    const right = this.rightSide(first, data, place, counts)
    const key = keys.get(subject) ?? subject
    const inner = [...place, key]
    const named = (name: unknown): Condition | string => this.again({ ...data, [key]: name }, place, counts, depth)
    if (subject === 'count') return this.count(data[key], inner, counts, right, depth, named)
    if (subject === 'value') return valueCondition(this.operand(data[key], inner, counts), right)
    if (isNamed(data[key])) return this.named(data[key], inner, counts, named)
    const path = this.path(data[key], inner, counts)
    return path ? fieldCondition(path, right) : refused
  }

  /** A condition of some parts on a field whose name has to be worked out. */
  private named(
    written: string,
    place: readonly string[],
    counts: readonly Counted[],
    make: Naming,
    parts = 1,
  ): Condition {
    if (!this.context.azure) {
      return this.refuse(place, '`field` takes a name; expressions can stand there only in Azure Policy definitions')
    }
    return namedCondition(this.operand(written, place, counts), parts, make)
  }

  /** The same condition once the name is known, or what is wrong with it. */
  private again(data: Data, place: readonly string[], counts: readonly Counted[], depth: number): Condition | string {
    const compiler = new Compiler(this.context)
    const condition = compiler.condition(data, place, counts, depth)
    return compiler.faults[0]?.message ?? condition
  }

  private rightSide(
    [name, key]: readonly [string, string],
    data: Data,
    place: readonly string[],
    counts: readonly Counted[],
  ): RightSide {
    const operator = operatorNames.get(name) ?? name
    const make = operators.get(operator) ?? (() => ({ test: () => 'unknown' as const }))
    const raw = data[key]
    const inner = [...place, key]
    if (Array.isArray(raw) && raw.length > maxList) {
      this.refuse(inner, `A list has at most ${maxList} entries`)
      return { operator, comparison: () => make(undefined), expected: () => undefined }
    }
    const operand = compileOperand(raw, this.expressions(inner, counts))
    if (typeof operand !== 'function') {
      const fault = operandFault(operator, operand.fixed)
      if (fault !== undefined) this.refuse(inner, fault)
      const comparison = make(operand.fixed)
      return { operator, comparison: () => comparison, expected: () => operand.fixed }
    }
    // A parameter's value is the same object for every subject: it is worked in once.
    let last: Value | undefined
    let made = make(undefined)
    const comparison = (scope: Scope): RightSideComparison => {
      const expected = operand(scope)
      if (expected !== last) {
        last = expected
        made = make(expected)
      }
      return made
    }
    return { operator, comparison, expected: operand }
  }

  private operand(data: unknown, place: readonly string[], counts: readonly Counted[]): Operand {
    const operand = compileOperand(data, this.expressions(place, counts))
    return typeof operand === 'function' ? operand : () => operand.fixed
  }

  private expressions(place: readonly string[], counts: readonly Counted[]): Parameters<typeof compileOperand>[1] {
    return {
      ...this.context,
      counted: counts,
      fault: (message) => {
        this.refuse(place, message)
      },
    }
  }

  private path(data: unknown, place: readonly string[], counts: readonly Counted[]): Path | undefined {
    const result =
      typeof data === 'string'
        ? compilePath(data, this.context.kind, counts)
        : { fault: 'Expected the name of a field' }
    if ('path' in result) return result.path
    this.refuse(place, result.fault)
    return undefined
  }

  private count(
    data: unknown,
    place: readonly string[],
    counts: readonly Counted[],
    right: RightSide,
    depth: number,
    named: (count: Data) => Condition | string,
  ): Condition {
    if (!isRecord(data)) return this.refuse(place, 'Expected a mapping with `field` or `value`')
    if (counts.length >= maxCounts) return this.refuse(place, `\`count\` stands at most ${maxCounts} deep in itself`)
    const keys = keysOf(data)
    for (const [name, key] of keys) {
      if (!countNames.includes(name)) {
        return this.refuse([...place, key], `\`${key}\` is not known in \`count\`.${didYouMean(key, countNames)}`)
      }
    }
    const key = keys.get('where')
    const where = (counted: Counted): Condition =>
      key === undefined ? always : this.condition(data[key], [...place, key], [...counts, counted], depth + 1)
    const field = keys.get('field')
    if (field !== undefined && isNamed(data[field])) {
      // What is wrong within `where` is told at its place, whatever the name turns out to be.
      const before = this.conditions
      where(unnamed)
      const parts = this.conditions - before + 1
      return this.named(data[field], [...place, field], counts, (name) => named({ ...data, [field]: name }), parts)
    }
    const counted = this.counted(data, keys, place, counts)
    return counted ? countCondition(counted, where(counted), right) : refused
  }

  private counted(data: Data, keys: Keys, place: readonly string[], counts: readonly Counted[]): Counted | undefined {
    const [field, value, nameKey] = [keys.get('field'), keys.get('value'), keys.get('name')]
    if ((field === undefined) === (value === undefined)) {
      this.refuse(place, 'Expected either `field` or `value`')
      return undefined
    }
    const name = nameKey === undefined ? undefined : data[nameKey]
    if (value !== undefined) {
      const list = this.operand(data[value], [...place, value], counts)
      const path: Path = { text: '', frame: undefined, steps: [{ kind: 'each' }], many: true, subject: undefined }
      return { path, list, name: typeof name === 'string' ? name : undefined }
    }
    const inner = [...place, field ?? 'field']
    const path = this.path(data[field ?? ''], inner, counts)
    const last = path?.steps.at(-1)?.kind
    if (path && (last === 'each' || last === 'list')) return { path, list: undefined, name: undefined }
    if (path) this.refuse(inner, 'Expected the elements of a list, with `[*]` at the end')
    return undefined
  }

  private refuse(path: readonly string[], message: string): Condition {
    if (this.faults.length < maxFaults) this.faults.push({ path, message })
    return refused
  }
}

type RightSideComparison = ReturnType<RightSide['comparison']>

type Naming = (name: string) => Condition | string

/** Whether the name of a field is an expression. */
function isNamed(name: unknown): name is string {
  return typeof name === 'string' && isExpression(name)
}

function isRecord(data: unknown): data is Data {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}

function keysOf(data: Data): Keys {
  return new Map(Object.keys(data).map((key) => [key.toLowerCase(), key]))
}

/** What is wrong with a fixed right-hand side; undefined where nothing is. */
function operandFault(operator: string, fixed: Value): string | undefined {
  switch (operator) {
    case 'in':
    case 'notIn':
    case 'subsetOf':
    case 'intersects':
      return fixed.kind === 'array' ? undefined : `\`${operator}\` takes a list`
    case 'exists': {
      const said = fixed.kind === 'literal' && /^(true|false)$/i.test(String(fixed.value))
      return said ? undefined : '`exists` takes `true` or `false`'
    }
    case 'equals':
    case 'notEquals':
      return undefined
    default:
      return fixed.kind === 'literal' && fixed.value !== null ? undefined : `\`${operator}\` takes a text or a number`
  }
}
