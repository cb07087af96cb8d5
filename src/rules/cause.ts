import type { UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import { isPlace } from './operand.js'
import type { Finding } from './finding.js'
import { sayText } from './message.js'
import { notSaid } from './subject.js'

/** Unknowns looked at in one value. */
const maxUnknowns = 16

/** What a value depends on that nobody knows, each once. */
export function unknownsOf(values: readonly Value[]): readonly UnknownValue[] {
  const found = new Map<string, UnknownValue>()
  const add = (value: Value, depth: number): void => {
    if (found.size >= maxUnknowns || depth > 4) return
    switch (value.kind) {
      case 'unknown':
        if (value !== notSaid) found.set(value.identity, value)
        return
      case 'text':
        for (const part of value.parts) if (typeof part !== 'string') add(part, depth + 1)
        return
      case 'choice':
        for (const { unknowns, value: inner } of value.alternatives) {
          for (const unknown of unknowns) add(unknown, depth + 1)
          add(inner, depth + 1)
        }
        return
      case 'array':
        if (value.rest) add(value.rest, depth + 1)
        for (const item of value.items.slice(0, maxUnknowns)) add(item, depth + 1)
        return
      case 'object':
        if (value.rest) add(value.rest, depth + 1)
        for (const entry of [...value.entries.values()].slice(0, maxUnknowns)) add(entry.value, depth + 1)
        return
      case 'literal':
    }
  }
  for (const value of values) add(value, 0)
  return [...found.values()]
}

/** The unknown to name of several: what somebody could settle in a file comes first. */
export function foremost(unknowns: readonly UnknownValue[]): UnknownValue | undefined {
  const rank = ({ cause }: UnknownValue): number => {
    if (cause.kind === 'parameter') return 0
    return cause.kind === 'context' && cause.name === 'environment' ? 1 : 2
  }
  return unknowns.toSorted((a, b) => rank(a) - rank(b))[0]
}

export interface Cause {
  /** Words that follow "it depends on". */
  readonly words: string
  /** What would settle it. */
  readonly settle: string
  readonly kind: string
  readonly span?: Span
}

/** Why something cannot be told, and what would settle it. */
export function causeOf(unknown: UnknownValue | undefined): Cause {
  if (!unknown)
    return { words: 'more than a rule may look at', settle: 'Make the rule or the template simpler.', kind: 'budget' }
  const { cause, origin } = unknown
  const place = isPlace(origin) ? { span: origin.span } : {}
  switch (cause.kind) {
    case 'parameter': {
      const name = sayText(cause.name, 'code')
      if (!isPlace(origin)) {
        return {
          words: `the policy’s parameter ${name}, for which no value was found`,
          settle: `Give ${name} a value in \`parameters\` beside the definition in \`azurePolicy\`, or a default.`,
          kind: cause.kind,
          span: cause.span,
        }
      }
      return {
        words: `parameter ${name}, for which no value was found`,
        settle: `Give ${name} a default, or a value in a parameter file or call.`,
        kind: cause.kind,
        span: cause.span,
      }
    }
    case 'runtime':
      if (cause.name === 'existing') {
        return {
          words: 'a vault that is deployed elsewhere',
          settle: 'Deploy the vault together with what depends on it, or look at where it is deployed.',
          kind: cause.kind,
          ...place,
        }
      }
      return {
        words: `${sayText(cause.name, 'code')}, which only the deployment answers`,
        settle: `Write the value of ${sayText(cause.name, 'code')}, or pass it as a parameter, if it is known before.`,
        kind: cause.kind,
        ...place,
      }
    case 'context':
      if (cause.name === 'environment') {
        return {
          words: 'the environment, which the configuration does not tell',
          settle: 'Set `environment` or `environments` in the configuration.',
          kind: 'environment',
        }
      }
      return {
        words: `${sayText(cause.name, 'code')}, which depends on where it is deployed`,
        settle: `Write the value of ${sayText(cause.name, 'code')}, or pass it as a parameter, if it is the same everywhere.`,
        kind: cause.kind,
        ...place,
      }
    case 'external-module':
      return {
        words: `module ${sayText(cause.reference, 'code')}, which was not read`,
        settle: `Allow the registry of ${sayText(cause.reference, 'code')} in the configuration, or bring its cache.`,
        kind: cause.kind,
        span: cause.span,
      }
    case 'secret-reference':
      return {
        words: 'a secret that is fetched while deploying',
        settle: 'Nothing but the deployment can.',
        kind: cause.kind,
        ...place,
      }
    case 'environment':
      return {
        words: `environment variable ${sayText(cause.name, 'code')}`,
        settle: `Give it a default: ${sayText(`\${${cause.name}=value}`, 'code')}.`,
        kind: cause.kind,
        ...place,
      }
    case 'missing-file':
      return {
        words: `${sayText(cause.path, 'code')}, which could not be had`,
        settle: `Bring ${sayText(cause.path, 'code')} into the run.`,
        kind: cause.kind,
        ...place,
      }
    case 'unsupported':
      if (cause.what.endsWith('still to be filled in')) {
        return {
          words: sayText(cause.what, 'said'),
          settle: `Fill it in, or check it once it is: ${sayText(cause.what, 'said')}.`,
          kind: cause.kind,
          ...place,
        }
      }
      return {
        words: `${sayText(cause.what, 'said')}, which is not worked out`,
        settle: `Write it plainly, or look it up yourself: ${sayText(cause.what, 'said')}.`,
        kind: cause.kind,
        ...place,
      }
    case 'invalid':
      return {
        words: `a mistake: ${sayText(cause.message, 'said').replace(/\.$/, '')}`,
        settle: `Mend this first: ${sayText(cause.message, 'said').replace(/\.$/, '')}.`,
        kind: cause.kind,
        ...place,
      }
    case 'budget':
      return {
        words: `more than is worked out (the limit: ${sayText(cause.limit, 'said')})`,
        settle: `Write it more simply, or give what it depends on a value: the limit is ${sayText(cause.limit, 'said')}.`,
        kind: cause.kind,
        ...place,
      }
  }
}

/** The cause as a finding carries it. */
export function findingCause({ kind, settle, span }: Cause): NonNullable<Finding['cause']> {
  return span ? { kind, text: settle, span } : { kind, text: settle }
}
