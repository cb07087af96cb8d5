import type { Subject } from '../access/model.js'
import { and } from '../evaluate/logic.js'
import { propertyOf, valueOr } from '../evaluate/member.js'
import { identityOf, literal, originAt, unknown } from '../evaluate/value.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import { didYouMean } from '../source/nearest.js'
import { settle } from './scope.js'
import type { Position, Scope } from './scope.js'
import { notSaid } from './subject.js'
import type { FieldEntry, RuleKind, SubjectEntry, SubjectHop, SubjectList } from './subject.js'
import { aliasEntry, memberBelow, spelledOut } from './alias.js'
import { subjectTable } from './subject-table.js'

/** What a rule names: from the subject, or from the element that an enclosing `count` stands at. */
export interface Path {
  readonly text: string
  /** Index of the frame it starts from; undefined: the subject. */
  readonly frame: number | undefined
  readonly steps: readonly Step[]
  /** Whether it stands for each element of a list. */
  readonly many: boolean
  /** What it ends on; undefined at a value. */
  readonly subject: RuleKind | undefined
}

export type Step =
  | { readonly kind: 'hop'; readonly entry: SubjectHop }
  | { readonly kind: 'list'; readonly entry: SubjectList }
  | { readonly kind: 'field'; readonly entry: FieldEntry }
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'each' }

/** An enclosing `count` over a path: what a path within it may start with. */
export interface Counted {
  readonly path: Path
}

export type PathResult = { readonly path: Path } | { readonly fault: string }

const maxLength = 300

/** Reads a path of a rule against the table of what its subject has; a fault says what is known in place of the name. */
export function compilePath(text: string, kind: RuleKind, counted: readonly Counted[] = []): PathResult {
  if (text.length > maxLength) return { fault: `A field is named by at most ${maxLength} characters` }
  for (let frame = counted.length - 1; frame >= 0; frame--) {
    const outer = counted[frame]?.path
    if (!outer || outer.text === '') continue
    const rest =
      below(text, outer.text) ?? (kind === 'resource' ? below(text, outer.text.replace(/\[\*\]$/, '')) : undefined)
    if (rest === undefined) continue
    return build({ text, frame, subject: outer.subject, field: lastField(outer, counted) }, rest)
  }
  const whole = kind === 'resource' ? spelledOut(text) : text
  return build({ text, frame: undefined, subject: kind, field: undefined }, whole)
}

/** What a path says below another one; aliases may leave the `[*]` of the list that is counted out. */
function below(text: string, prefix: string): string | undefined {
  const after = text.charAt(prefix.length)
  if (!text.toLowerCase().startsWith(prefix.toLowerCase()) || (after !== '' && after !== '.')) return undefined
  return text.slice(prefix.length).replace(/^\./, '')
}

/** The field that a path goes through, within a `count` perhaps that of one further out. */
function lastField({ steps, frame }: Path, counted: readonly Counted[]): FieldEntry | undefined {
  const own = steps.flatMap((step) => (step.kind === 'field' ? step.entry : [])).at(-1)
  const outer = frame === undefined ? undefined : counted[frame]?.path
  return own ?? (outer && lastField(outer, counted))
}

interface Start {
  readonly text: string
  readonly frame: number | undefined
  readonly subject: RuleKind | undefined
  readonly field: FieldEntry | undefined
}

function build({ text, frame, subject: first, field: outer }: Start, rest: string): PathResult {
  const steps: Step[] = []
  let subject = first
  let field = outer
  let left = rest
  const done = (): PathResult => {
    const many = steps.some(({ kind }) => kind === 'list' || kind === 'each')
    return { path: { text, frame, steps, many, subject } }
  }
  while (left !== '') {
    if (left.startsWith('[*]')) {
      if (subject !== undefined || steps.at(-1)?.kind === 'each')
        return { fault: `\`${text}\`: \`[*]\` stands after a list` }
      steps.push({ kind: 'each' })
      left = left.slice(3).replace(/^\./, '')
      continue
    }
    if (subject === undefined) {
      const [name = ''] = /^[^.[]+/.exec(left) ?? []
      const fault = name === '' ? `\`${text}\` is no path` : unknownMember(text, name, steps, field)
      if (fault !== undefined) return { fault }
      steps.push({ kind: 'property', name })
      left = left.slice(name.length).replace(/^\.(?=.)/, '')
      continue
    }
    const found: readonly [string, SubjectEntry] | undefined = entryAt(left, subject)
    if (!found) return { fault: noSuchName(text, left, subject) }
    const [name, entry] = found
    left = left.slice(name.length)
    if (entry.kind === 'subjects') {
      if (!left.startsWith('[*]')) return { fault: `\`${name}\` is a list; name its elements \`${name}[*]\`` }
      if (steps.length > 0)
        return { fault: `\`${text}\`: a list can be named only on the subject that the rule is for` }
      steps.push({ kind: 'list', entry })
      subject = entry.subject
      left = left.slice(3)
    } else if (entry.kind === 'subject') {
      steps.push({ kind: 'hop', entry })
      subject = entry.subject
    } else {
      steps.push({ kind: 'field', entry })
      field = entry
      subject = undefined
    }
    left = left.replace(/^\.(?=.)/, '')
  }
  return done()
}

/** The longest name of the table that the text begins with. */
function entryAt(text: string, kind: RuleKind): readonly [string, SubjectEntry] | undefined {
  let best: readonly [string, SubjectEntry] | undefined
  // Azure takes names of fields in any case; those of our own model are ours.
  const fold = (name: string): string => (kind === 'resource' ? name.toLowerCase() : name)
  for (const [name, entry] of subjectTable[kind]) {
    const after = text.charAt(name.length)
    if (
      (after === '' || after === '.' || after === '[') &&
      fold(text.slice(0, name.length)) === fold(name) &&
      name.length > (best?.[0].length ?? -1)
    ) {
      best = [name, entry]
    }
  }
  return best ?? (kind === 'resource' ? aliasEntry(text) : undefined)
}

function noSuchName(text: string, left: string, kind: RuleKind): string {
  const names = [...subjectTable[kind].keys()]
  const [name = left] = /^[^.[]+/.exec(left) ?? []
  const where = left === text ? '' : `\`${text}\`: `
  const near = didYouMean(left.includes('.') && names.some((known) => known.includes('.')) ? left : name, names)
  const what = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `${where}${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} has no \`${name}\`; known: ${names.map((known) => `\`${known}\``).join(', ')}.${near}`
}

/** What is wrong with a name below a field; undefined where any may stand. */
function unknownMember(
  text: string,
  name: string,
  steps: readonly Step[],
  field: FieldEntry | undefined,
): string | undefined {
  const { members } = field ?? {}
  if (members === 'open' || (members && Object.hasOwn(members, name))) return undefined
  if (!members)
    return `\`${text}\`: there is nothing below \`${steps.length > 0 ? text.slice(0, text.indexOf(name) - 1) : text}\``
  const known = Object.keys(members)
  return `\`${text}\` has no \`${name}\`; known: ${known.map((member) => `\`${member}\``).join(', ')}.${didYouMean(name, known)}`
}

/** What a path without lists leads to. */
export function positionAt(path: Path, scope: Scope): Position {
  let position = startOf(path, scope)
  for (const step of path.steps) position = take(position, step, scope)
  return position
}

/** The path up to its first list. */
export function upToList(path: Path): Path {
  const steps = path.steps.slice(
    0,
    path.steps.findIndex(({ kind }) => kind === 'each' || kind === 'list'),
  )
  return { ...path, steps, many: false }
}

/** The value of a position; a subject's is its name. */
export function valueOf(position: Position): Value | undefined {
  if (position.kind === 'value') return position.value
  return literal(position.subject.name, originAt(position.subject.head))
}

/** Where a path starts: at the subject, or at the element that a `count` stands at. */
export function startOf({ frame }: Path, scope: Scope): Position {
  const position = frame === undefined ? undefined : scope.frames[frame]
  return position ?? { kind: 'subject', subject: scope.subject }
}

/** One step on, where it is no list. */
function take(position: Position, step: Step, scope: Scope): Position {
  if (position.kind === 'subject') {
    const { subject } = position
    if (step.kind === 'hop') {
      const next = step.entry.go(subject, scope.facts)
      return next ? { kind: 'subject', subject: next } : { kind: 'value', value: undefined, below: true }
    }
    if (step.kind === 'field') {
      const { entry } = step
      return { kind: 'value', value: readField(entry, subject, scope), field: entry, holder: subject, below: false }
    }
    return position
  }
  if (step.kind !== 'property' || position.value === undefined || position.value === notSaid) {
    return step.kind === 'property' ? { ...position, below: true } : position
  }
  const { value } = position
  const found = position.holder?.kind === 'resource' ? memberBelow(value, step.name) : undefined
  const member = found ?? valueOr(propertyOf(value, step.name), literal(null, value.origin))
  const key = value.kind === 'object' ? value.entries.get(step.name.toLowerCase())?.keySpan : undefined
  const present = member.kind !== 'literal' || member.value !== null || key !== undefined
  const settled = present && scope.assumed ? settle(member, scope.assumed) : member
  return { ...position, value: present ? settled : undefined, below: true, ...(key ? { key } : {}) }
}

function readField(entry: FieldEntry, subject: Subject, scope: Scope): Value | undefined {
  if (entry.said?.(subject) === false && (subject === scope.subject || !scope.facts.model.deployment)) return notSaid
  const value = entry.read(subject, scope.facts)
  return value && scope.assumed ? settle(value, scope.assumed) : value
}

/** Whether every element that a path stands for passes; true for none. */
export function forEach(path: Path, scope: Scope, test: (position: Position) => Truth): Truth {
  return walk(path.steps, 0, startOf(path, scope), scope, test)
}

function walk(
  steps: readonly Step[],
  from: number,
  start: Position,
  scope: Scope,
  test: (position: Position) => Truth,
): Truth {
  const { position, list, next } = followToList(steps, from, start, scope)
  if (!list) return spend(scope) ? test(position) : 'unknown'
  const truths = elementsOf(position, list, scope).map(({ items, rest }) => {
    let truth: Truth = true
    for (const item of items) {
      truth = and(truth, walk(steps, next, item, scope, test))
      if (truth === false) return false
    }
    if (rest && walk(steps, next, rest, scope, test) !== true) truth = and(truth, 'unknown')
    return truth
  })
  const [first = true, ...others] = truths
  return others.every((other) => other === first) ? first : 'unknown'
}

/** Where a path comes to a list, and the step after it; without `list`, where the path ends. */
export function followToList(
  steps: readonly Step[],
  from: number,
  start: Position,
  scope: Scope,
): { readonly position: Position; readonly list: Step | undefined; readonly next: number } {
  let position = start
  let next = from
  for (const step of from === 0 ? steps : steps.slice(from)) {
    next++
    if (step.kind === 'list' || step.kind === 'each') return { position, list: step, next }
    position = take(position, step, scope)
  }
  return { position, list: undefined, next }
}

/** The elements of a list: what is certainly there, and what any further one is like. */
export interface Elements {
  readonly items: readonly Position[]
  readonly rest?: Position
  /** Whether two of the items may be one and the same. */
  readonly mayCoincide: boolean
}

/** One for each alternative that the list may be. */
export function elementsOf(position: Position, step: Step, scope: Scope): readonly Elements[] {
  if (position.kind === 'subject') {
    if (step.kind !== 'list') return [none]
    const { subject } = position
    const items = step.entry.list(subject, scope.facts).map((item): Position => ({ kind: 'subject', subject: item }))
    const open = step.entry.open?.(subject, scope.facts)
    if (!open) return [{ items, mayCoincide: false }]
    return [{ items, rest: { kind: 'value', value: open, below: true }, mayCoincide: false }]
  }
  const at = (value: Value): Position => ({ ...position, value, below: true })
  const of = (value: Value | undefined): readonly Elements[] => {
    switch (value?.kind) {
      case 'array': {
        const settled = scope.assumed
          ? value.items.map((item) => settle(item, scope.assumed ?? noAssumption))
          : value.items
        const items = settled.map(at)
        return [value.rest ? { items, rest: at(value.rest), mayCoincide: true } : { items, mayCoincide: false }]
      }
      case 'choice':
        return value.alternatives.flatMap((alternative) => of(alternative.value))
      case 'unknown':
        return value.type === undefined || value.type === 'array'
          ? [{ items: [], rest: at(itemOf(value)), mayCoincide: true }]
          : [none]
      default:
        return [none]
    }
  }
  return of(position.value)
}

const none: Elements = { items: [], mayCoincide: false }
const noAssumption = { outcomes: [], values: new Map<string, never>() }

/** Some element of a list that nobody knows. */
function itemOf(list: UnknownValue): UnknownValue {
  if (list === notSaid) return list
  return unknown(list.cause, () => `${identityOf(list)}[*]`, list.origin, { secret: list.secret })
}

/** Takes one step from the budget; false when there is none left. */
export function spend(scope: Scope): boolean {
  scope.budget.left -= 1
  return scope.budget.left >= 0
}
