import { or } from '../evaluate/logic.js'
import { originAt, unknown } from '../evaluate/value.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { Condition } from './condition.js'
import { nameOf } from './field-functions.js'
import type { Operand } from './operand.js'
import { doubtful } from './named-condition.js'
import { relatedTo } from './policy-resources.js'
import type { Related } from './policy-resources.js'
import { maxSteps } from './scope.js'
import type { Scope } from './scope.js'
import { incompleteness } from './subject.js'
import type { ResourceSubject } from './subject-vault.js'

/** What `details` of an effect `…IfNotExists` asks for. */
export interface Wanted {
  readonly type: Operand
  readonly name: Operand | undefined
  readonly condition: Condition
  /** Whether it may lie elsewhere than in the resource group of the resource judged. */
  readonly elsewhere: boolean
}

/** Holds where one resource of the type, on, below or beside the one judged, satisfies the condition. */
export function existence({ type, name, condition, elsewhere }: Wanted): Condition {
  const find = (scope: Scope): (Related & { readonly type: string }) | { readonly why: Value } => {
    const known = nameOf(type(scope))
    if (typeof known !== 'string') return { why: known }
    const { subject, facts } = scope
    return {
      type: known,
      ...relatedTo(subject as ResourceSubject, { type: known, name: name?.(scope), elsewhere }, facts.model),
    }
  }
  const on = (scope: Scope, subject: ResourceSubject): Scope => ({
    ...scope,
    subject,
    frames: [],
    budget: { left: maxSteps },
  })
  return {
    test: (scope) => {
      const found = find(scope)
      if ('why' in found) return 'unknown'
      let truth: Truth = found.open ? 'unknown' : false
      for (const { subject, belongs } of found.resources) {
        const held = condition.test(on(scope, subject))
        truth = or(truth, belongs === true ? held : held === false ? false : 'unknown')
        if (truth === true) return true
      }
      return truth
    },
    explain: (scope, truth, into) => {
      if (truth !== 'unknown') return
      const found = find(scope)
      if ('why' in found) return doubtful(found.why).explain(scope, truth, into)
      for (const { subject } of found.resources)
        if (condition.test(on(scope, subject)) === truth) condition.explain(on(scope, subject), truth, into)
      if (!found.open) return
      const { subject, facts } = scope
      const unread = incompleteness(subject, facts)
      const what = `whether another deployment brings ${found.type}`
      const elsewhere = unknown({ kind: 'unsupported', what }, `${what} of ${subject.id}`, originAt(subject.head))
      doubtful(unread ?? elsewhere).explain(scope, truth, into)
    },
  }
}
