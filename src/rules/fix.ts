import type { Subject } from '../access/model.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import type { Leaf } from './condition.js'
import type { Fix } from './finding.js'
import type { Rule } from './rule.js'

export function fixOf(
  rule: Rule,
  subject: Subject,
  leaves: readonly Leaf[],
  span: Span | undefined,
  sources: ReadonlyMap<string, SourceText>,
): Fix | undefined {
  void [rule, subject, leaves, span, sources]
  return undefined
}
