import type { AccessPolicy, Escalation, Grant, Principal, Subject, SubjectKind } from '../access/model.js'
import { withoutHoles } from '../access/subjects.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import { isSecret } from '../evaluate/value.js'
import { didYouMean, nearestName } from '../source/nearest.js'
import type { Leaf } from './condition.js'
import { compilePath, forEach, positionAt } from './path.js'
import type { Path } from './path.js'
import type { Position, Scope } from './scope.js'
import type { RuleKind } from './subject.js'

/** Words of a rule with what is at hand put in place of `{…}`. */
export interface Template {
  readonly render: (scope: Scope, leaves: readonly Leaf[]) => string
}

const maxItems = 6
const maxLength = 120

/** Placeholders that stand for what decided, rather than for a field. */
const ofLeaves = new Set(['found', 'expected', 'nearest'])

type Format = 'code' | 'words' | 'said'

/**
 * Reads a template: `{field}`, `{field:words}` (without code marks, camel case spelt out), `{field:said}` (a sentence of
 * the model), `{field|what to say where it is absent}`, `{found}`, `{expected}`, `{nearest}`, `{parameters.name}`.
 *
 * What stands in `[[…]]` is left out where one of its fields is absent. A fault is a name that nobody knows.
 */
export function compileTemplate(
  text: string,
  kind: RuleKind,
  parameters: ReadonlyMap<string, string>,
): { readonly template: Template; readonly faults: readonly string[] } {
  const faults: string[] = []
  const segments = text
    .split(/\[\[|\]\]/)
    .map((segment, at) => ({ optional: at % 2 === 1, parts: partsOf(segment, kind, parameters, faults) }))
  const render = (scope: Scope, leaves: readonly Leaf[]): string =>
    segments
      .map(({ optional, parts }) => {
        const said = parts.map((part) => part(scope, leaves))
        if (optional && said.includes(undefined)) return ''
        return said.map((each) => each ?? 'something that is not written').join('')
      })
      .join('')
  return { template: { render }, faults }
}

type Part = (scope: Scope, leaves: readonly Leaf[]) => string | undefined

function partsOf(
  text: string,
  kind: RuleKind,
  parameters: ReadonlyMap<string, string>,
  faults: string[],
): readonly Part[] {
  const pieces = text.split(/[{}]/)
  if (pieces.length % 2 === 0) faults.push('A `{` has no `}`')
  return pieces.map((piece, at): Part => {
    if (at % 2 === 1) return placeholder(piece, kind, parameters, (fault) => faults.push(fault))
    return () => piece
  })
}

function placeholder(
  written: string,
  kind: RuleKind,
  parameters: ReadonlyMap<string, string>,
  fault: (message: string) => void,
): Part {
  const [before = '', missing] = written.split('|', 2)
  const [name = '', given = 'code'] = before.split(':', 2)
  if (given !== 'code' && given !== 'words' && given !== 'said') {
    fault(`\`{${written}}\`: \`${given}\` is no form; known: \`words\`, \`said\``)
    return () => ''
  }
  const format: Format = given
  if (ofLeaves.has(name)) return (_, leaves) => sayLeaves(name, leaves, format) ?? missing
  if (name.startsWith('parameters.')) {
    const parameter = name.slice('parameters.'.length)
    if (!parameters.has(parameter.toLowerCase())) {
      fault(`\`{${written}}\`: no parameter \`${parameter}\` is declared.${didYouMean(parameter, parameters.values())}`)
    }
    return (scope) => sayValue(scope.parameters.get(parameter.toLowerCase()), format) ?? missing
  }
  const result = compilePath(name, kind)
  if ('fault' in result) {
    fault(result.fault)
    return () => ''
  }
  const { path } = result
  return (scope) => sayPath(path, scope, format) ?? missing
}

function sayPath(path: Path, scope: Scope, format: Format): string | undefined {
  if (!path.many) return sayPosition(positionAt(path, scope), format)
  const said: string[] = []
  forEach(path, scope, (position) => {
    const each = sayPosition(position, format)
    if (each !== undefined) said.push(each)
    return true
  })
  return enumerate(unique(said))
}

function sayPosition(position: Position, format: Format): string | undefined {
  if (position.kind === 'subject') return sayAfterNoun(position.subject)
  const { value, field, holder, below } = position
  if (field?.isName && holder && !below && value && (saysNothing(value) || isSecret(value))) return sayAfterNoun(holder)
  return sayValue(value, format)
}

const nouns: Partial<Record<SubjectKind, string>> = {
  vault: 'vault',
  roleAssignment: 'role assignment',
  roleDefinition: 'role',
  privateEndpoint: 'private endpoint',
}

/**
 * What to call a subject within a sentence: what people call a principal, else its name, else what names it.
 *
 * "`kv-…`", "the vault named by `vaultName`", "the secret `password`", "the identity of `web`", "the principal that
 * `adminId` names".
 */
export function sayName(subject: Subject): string {
  const { kind, name, symbol } = subject
  if (kind === 'principal') return sayPrincipal(subject as Principal)
  if (kind === 'grant' || kind === 'accessPolicy' || kind === 'escalation')
    return sayAccess(subject as AccessPolicy | Grant | Escalation)
  const noun = kind === 'resource' ? sayText(subject.type, 'code') : (nouns[kind] ?? kind)
  if (kind === 'key' || kind === 'secret') return `the ${noun} ${sayObject(subject)}`
  if (name === '') return `a ${noun} with an empty name`
  const [, hole] = /^\$\{([^{}]*)\}$/.exec(name) ?? []
  if (hole !== undefined && hole !== '…') return `the ${noun} named by ${sayText(hole, 'code')}`
  if (/[^/…]/.test(withoutHoles(name))) return sayText(withoutHoles(name), 'code')
  return symbol === undefined ? `a ${noun} that only deployment names` : `the ${noun} ${sayText(symbol, 'code')}`
}

/** The same after "the key" or "the secret", which messages write themselves. */
function sayAfterNoun(subject: Subject): string {
  return subject.kind === 'key' || subject.kind === 'secret' ? sayObject(subject) : sayName(subject)
}

function sayObject({ name, symbol }: Subject): string {
  if (name === '') return 'with an empty name'
  const [, hole] = /^\$\{([^{}]*)\}$/.exec(name) ?? []
  if (hole !== undefined && hole !== '…') return `that ${sayText(hole, 'code')} names`
  return sayText(/[^/…]/.test(withoutHoles(name)) ? withoutHoles(name) : (symbol ?? '…'), 'code')
}

function sayAccess({ principal, vault }: AccessPolicy | Grant | Escalation): string {
  const who = principal ? sayPrincipal(principal) : 'somebody'
  return `the access of ${who}${vault ? ` to ${sayName(vault)}` : ''}`
}

function saysNothing(value: Value | undefined): boolean {
  return value?.kind === 'unknown' || (value?.kind === 'literal' && value.value === '')
}

function sayPrincipal({ displayName, name, objectId, identityOf }: Principal): string {
  if (displayName !== undefined) return sayText(displayName, 'code')
  const [, hole] = /^\$\{([^{}]*)\}$/.exec(name) ?? []
  const own = hole ?? name
  if (own === '…') return 'a principal that only deployment knows'
  const called = sayText(withoutHoles(own), 'code')
  const type = identityOf?.typeKey
  if (type === 'microsoft.managedidentity/userassignedidentities') return `the managed identity ${called}`
  if (type !== undefined && !type.startsWith('microsoft.graph/')) return `the identity of ${called}`
  if (objectId.kind !== 'unknown') return called
  const isParameter = objectId.origin.because.some(({ text }) => text.startsWith(`parameter \`${own}\` is `))
  if (objectId.cause.kind === 'parameter' || isParameter) return `the principal that ${called} names`
  if (!objectId.identity.startsWith('principalId of ')) return called
  const isManaged = objectId.identity.includes('/microsoft.managedidentity/userassignedidentities/')
  return isManaged ? `the managed identity ${called}` : `the identity of ${called}`
}

function sayLeaves(name: string, leaves: readonly Leaf[], format: Format): string | undefined {
  if (name === 'found') {
    const found = leaves.flatMap(({ values, of }) => (of ? [of] : values))
    return enumerate(unique(found.flatMap((value) => sayValue(value, format) ?? [])))
  }
  if (name === 'expected') {
    const said = leaves.flatMap(({ expected }) => sayValue(expected, format) ?? [])
    return enumerate(unique(said))
  }
  const nearest = nearestOf(leaves)
  return nearest === undefined ? undefined : sayText(nearest, format)
}

/** The allowed word that is nearest to the first one found. */
export function nearestOf(leaves: readonly Leaf[]): string | undefined {
  for (const { values, expected } of leaves) {
    const [found] = values
    if (found?.kind !== 'literal' || typeof found.value !== 'string' || expected?.kind !== 'array') continue
    const allowed = expected.items.flatMap((item) =>
      item.kind === 'literal' && typeof item.value === 'string' ? [item.value] : [],
    )
    return nearestName(found.value, allowed)
  }
  return undefined
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

/** A value in words; undefined when it is absent, or an empty list. */
export function sayValue(value: Value | undefined, format: Format = 'code'): string | undefined {
  if (value === undefined) return undefined
  if (isSecret(value)) return 'a secret value'
  switch (value.kind) {
    case 'literal':
      if (value.value === null) return undefined
      return typeof value.value === 'number' ? String(value.value) : sayText(String(value.value), format)
    case 'text':
      return sayText(value.parts.map((part) => (typeof part === 'string' ? part : '…')).join(''), format)
    case 'array': {
      const items = value.items.slice(0, maxItems + 1).flatMap((item) => sayValue(item, format) ?? [])
      return enumerate(items, value.items.length - items.length)
    }
    case 'choice': {
      const said = unique(value.alternatives.flatMap((alternative) => sayValue(alternative.value, format) ?? []))
      return said.length === 0 ? undefined : said.slice(0, maxItems).join(' or ')
    }
    case 'object': {
      const own = value.entries.get('value')?.value
      const words = format === 'said' ? value.entries.get('words')?.value : undefined
      if (own && words) return [sayValue(own), sayValue(words, 'said')].join(' ')
      return (own && sayValue(own, format)) ?? 'an object'
    }
    case 'unknown':
      return sayUnknown(value)
  }
}

/** What an unknown is, in words that can stand for its value. */
export function sayUnknown({ cause }: UnknownValue): string {
  switch (cause.kind) {
    case 'parameter':
      return `parameter ${sayText(cause.name, 'code')}`
    case 'runtime':
    case 'context':
      return `what ${sayText(cause.name, 'code')} gives`
    case 'environment':
      return `environment variable ${sayText(cause.name, 'code')}`
    case 'secret-reference':
      return 'a secret value'
    case 'external-module':
      return `what module ${sayText(cause.reference, 'code')} gives`
    case 'missing-file':
    case 'unsupported':
    case 'invalid':
    case 'budget':
      return 'a value that is not known'
  }
}

function enumerate(texts: readonly string[], hidden = 0): string | undefined {
  const shown = texts.slice(0, maxItems)
  const more = texts.length - shown.length + Math.max(0, hidden)
  const all = more > 0 ? [...shown, `${more} more`] : shown
  if (all.length <= 1) return all[0]
  return `${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''}`
}

/** Text of others as one line without marks, in code marks unless it is words. */
export function sayText(text: string, format: Format): string {
  const plain = inert(text)
  switch (format) {
    case 'code':
      return plain === '' ? '(empty)' : `\`${clip(plain)}\``
    case 'words':
      return clip(
        plain
          .replace(/([a-z])([A-Z])(?=[a-z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
          .replace(/(?<=[a-z])-(?=[a-z])/g, ' ')
          .replace(/[^\p{L}\p{N} .,'()/:-]/gu, ' '),
      )
    case 'said':
      return inert(text, true)
        .slice(0, 300)
        .replace(/[\ud800-\udbff]$/, '')
  }
}

/** Without control characters, marks of writing direction, invisible ones and, unless kept, backticks. */
function inert(text: string, keepMarks = false): string {
  const visible = text.slice(0, 4_096).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ')
  return (keepMarks ? visible : visible.replaceAll('`', "'")).trim()
}

/** At most {@link maxLength} UTF-16 units, never half a character. */
function clip(text: string): string {
  if (text.length <= maxLength) return text
  const whole = text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')
  return `${whole}…`
}
