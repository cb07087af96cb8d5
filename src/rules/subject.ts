import type { AccessModel, Subject, SubjectKind, Vault } from '../access/model.js'
import { arrayOf, literal, originAt, unknown } from '../evaluate/value.js'
import type { Truth, UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'

/** What a rule may be for: a subject of the access model, a key or a secret alike, or an exception to a rule. */
export type RuleKind = SubjectKind | 'object' | 'waiver'

/** What reading a subject may need beyond the subject itself. */
export interface Facts {
  readonly model: AccessModel
  readonly environmentOf: (file: string) => string | undefined
  /** Milliseconds since 1970: the clock of the run; absent where no rule asks. */
  readonly now?: number
}

export type FieldType = 'text' | 'number' | 'boolean' | 'list' | 'object' | 'any'

/** One name that a rule may use on a subject. */
export type SubjectEntry = FieldEntry | SubjectHop | SubjectList

export interface FieldEntry {
  readonly kind: 'field'
  readonly type: FieldType
  readonly docs: string
  /** All that it can be, where that is a closed list. */
  readonly values?: readonly string[]
  /** For a list of objects, or an object: the names within; `open` allows any. */
  readonly members?: Readonly<Record<string, { readonly type: FieldType; readonly docs: string }>> | 'open'
  readonly read: (subject: Subject, facts: Facts) => Value | undefined
  /** The written value whose place counts; without it, the value itself. */
  readonly written?: (subject: Subject) => Value | undefined
  /** Where it belongs when it is absent; undefined: on the subject's head. */
  readonly place?: (subject: Subject) => Span | undefined
  /** Whether the run settles it: what a reference or a declaration leaves open is not judged. */
  readonly said?: (subject: Subject) => boolean
  /** Whether its holder goes by it: while nobody knows its value, messages say what else the holder is called. */
  readonly isName?: boolean
}

/** Another subject that this one belongs to. */
export interface SubjectHop {
  readonly kind: 'subject'
  readonly subject: RuleKind
  readonly docs: string
  readonly go: (subject: Subject, facts: Facts) => Subject | undefined
}

/** Subjects that belong to this one, named with `[*]`; only on the subject that a rule is for. */
export interface SubjectList {
  readonly kind: 'subjects'
  readonly subject: RuleKind
  readonly docs: string
  readonly list: (subject: Subject, facts: Facts) => readonly Subject[]
  /** Present when there may be more. */
  readonly open?: (subject: Subject, facts: Facts) => UnknownValue | undefined
}

/** What a reference or a declaration leaves open: neither judged nor counted as unknown. */
export const notSaid: UnknownValue = unknown(
  { kind: 'unsupported', what: 'what is not said here' },
  'not said',
  originAt({ file: '', start: 0, end: 0 }),
)

export type Fields = readonly (readonly [string, SubjectEntry])[]

type Read<S> = (subject: S, facts: Facts) => Value | undefined
type Options<S> = {
  readonly values?: readonly string[]
  readonly members?: FieldEntry['members']
  readonly written?: (subject: S) => Value | undefined
  readonly place?: (subject: S) => Span | undefined
  readonly said?: (subject: S) => boolean
  readonly isName?: boolean
}

export function field<S extends Subject>(
  type: FieldType,
  docs: string,
  read: Read<S>,
  options: Options<S> = {},
): FieldEntry {
  return { kind: 'field', type, docs, read, ...options } as unknown as FieldEntry
}

/** A field that the model works out and nobody has written: a finding never stands on it. */
export function derived<S extends Subject>(
  type: FieldType,
  docs: string,
  read: Read<S>,
  options: Options<S> = {},
): FieldEntry {
  return field(type, docs, read, { written: () => undefined, ...options })
}

export function hop(
  subject: RuleKind,
  docs: string,
  go: (subject: never, facts: Facts) => Subject | undefined,
): SubjectHop {
  return { kind: 'subject', subject, docs, go } as unknown as SubjectHop
}

export function list<S extends Subject>(
  subject: RuleKind,
  docs: string,
  items: (subject: S, facts: Facts) => readonly Subject[],
  open?: (subject: S, facts: Facts) => UnknownValue | undefined,
): SubjectList {
  return { kind: 'subjects', subject, docs, list: items, ...(open ? { open } : {}) } as unknown as SubjectList
}

export function word(subject: Subject, text: string | undefined): Value | undefined {
  return text === undefined ? undefined : literal(text, originAt(subject.head))
}

export function flag(subject: Subject, holds: boolean): Value {
  return literal(holds, originAt(subject.head))
}

/** `at` is where what is not told stands, if that is not the subject itself. */
export function certainty(
  subject: Subject,
  truth: Truth,
  unknowns: readonly UnknownValue[],
  what: string,
  at: Span = subject.head,
): Value {
  if (truth !== 'unknown') return flag(subject, truth)
  return unknowns[0] ?? unknown({ kind: 'unsupported', what }, `${what} of ${subject.id}`, originAt(at))
}

/** Why what is absent from the run may stand in a file or module that could not be had. */
export function incompleteness(subject: Subject, { model }: Facts): UnknownValue | undefined {
  if (!model.incomplete) return undefined
  const cause = model.unread?.cause ?? ({ kind: 'missing-file', path: 'a file of the run' } as const)
  return unknown(cause, model.unread?.identity ?? 'incomplete run', originAt(subject.head))
}

export function environmentOf(subject: Subject, vault: Vault | undefined, facts: Facts): Value {
  const name = vault?.environment ?? facts.environmentOf(subject.head.file)
  if (name !== undefined) return literal(name, originAt(subject.head))
  return unknown({ kind: 'context', name: 'environment' }, 'environment', originAt(subject.head), { type: 'string' })
}

/** A value that only says where something stands. */
export function placeValue(span: Span | undefined): Value | undefined {
  return span && literal(null, originAt(span))
}

export function words(subject: Subject, texts: readonly string[]): Value {
  return arrayOf(
    texts.map((text) => literal(text, originAt(subject.head))),
    originAt(subject.head),
  )
}

/** Words of the model that each know their place, as a list. */
export function places(subject: Subject, values: readonly Value[]): Value {
  return arrayOf(values, values[0]?.origin ?? originAt(subject.head))
}
