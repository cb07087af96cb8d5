import type { Subject } from '../access/model.js'
import { literal, originAt } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { derived, field } from './subject.js'
import type { Fields } from './subject.js'

/** A waiver of the configuration or an inline allow, as a rule `for: waiver` sees it. */
export interface ExceptionSubject {
  readonly rule: string
  readonly resource: string | undefined
  readonly owner: string | undefined
  readonly reason: string | undefined
  /** `2027-03-01`: the day from which it no longer holds. */
  readonly expires: string | undefined
  readonly place: Span
  readonly state: ExceptionState
  /** What is the matter, in words that follow "it"; undefined for one that is current. */
  readonly matter: string | undefined
}

/** `unused` matches no finding; `incomplete` lacks an owner, a reason or an end, or names no rule. */
export type ExceptionState = 'current' | 'expired' | 'unused' | 'incomplete'

type Exceptional = Subject & { readonly exception: ExceptionSubject }

/** The exception in the shape that conditions are run on. */
export function subjectOfException(exception: ExceptionSubject): Subject {
  const { place, rule } = exception
  const subject: Omit<Exceptional, 'kind'> & { readonly kind: 'waiver' } = {
    kind: 'waiver',
    id: `${place.file}#${rule}`,
    head: place,
    span: place,
    type: 'waiver',
    name: rule,
    exception,
  }
  return subject as unknown as Subject
}

function text({ exception, head }: Exceptional, of: keyof ExceptionSubject): Value | undefined {
  const value = exception[of]
  return typeof value === 'string' ? literal(value, originAt(head)) : undefined
}

export const waiverFields: Fields = [
  ['rule', field<Exceptional>('text', 'Id of the rule that it sets aside; may be a glob.', (it) => text(it, 'rule'))],
  ['resource', field<Exceptional>('text', 'What it is limited to.', (it) => text(it, 'resource'))],
  ['owner', field<Exceptional>('text', 'Who answers for it.', (it) => text(it, 'owner'))],
  ['reason', field<Exceptional>('text', 'Why it is accepted.', (it) => text(it, 'reason'))],
  ['expires', field<Exceptional>('text', 'The day from which it no longer holds.', (it) => text(it, 'expires'))],
  [
    'state',
    field<Exceptional>('text', 'How it stands.', (it) => text(it, 'state'), {
      values: ['current', 'expired', 'unused', 'incomplete'],
    }),
  ],
  ['matter', derived<Exceptional>('text', 'What is the matter with it, in words.', (it) => text(it, 'matter'))],
]
