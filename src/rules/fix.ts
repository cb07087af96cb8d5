import type { Subject } from '../access/model.js'
import { propertyOf } from '../evaluate/member.js'
import type { ObjectValue, Value } from '../evaluate/value.js'
import { encloses, sameSpan } from '../source/span.js'
import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import type { Leaf } from './condition.js'
import type { Edit, Fix } from './finding.js'
import { removeItem } from './remove-item.js'
import type { FixFile, Rule } from './rule.js'
import type { Scope } from './scope.js'
import { unknownPropertiesOf } from './unknown-properties.js'

type Scalar = string | number | boolean

/**
 * An edit that makes the finding disappear, where a safe one exists; undefined otherwise.
 *
 * Only what is written on the spot is touched: never a default or a value that is passed on, and nothing in another file
 * than the resource's.
 */
export function fixOf(
  { fix, fixValue }: Pick<Rule, 'fix' | 'fixValue'>,
  scope: Scope,
  leaves: readonly Leaf[],
  span: Span | undefined,
  description: string,
  sources: ReadonlyMap<string, SourceText>,
): Fix | undefined {
  const { subject } = scope
  const source = span && sources.get(span.file)
  if (!fix || !span || !source || !encloses(subject.span, span) || subject.resource?.program.external) return undefined
  const edit = editOf(fix, fixValue?.(scope), subject, leaves, span, source)
  return edit && { description, edits: [edit] }
}

function editOf(
  fix: FixFile,
  value: Value | undefined,
  subject: Subject,
  leaves: readonly Leaf[],
  span: Span,
  source: SourceText,
): Edit | undefined {
  if (fix.set) {
    const scalar = value?.kind === 'literal' ? value.value : null
    return scalar === null ? undefined : setProperty(fix.set.property, scalar, subject, leaves, span, source)
  }
  if (fix.replace === 'nearest') {
    const [found] = onTheSpot(leaves, span)
    const renamed = found && subject.resource && unknownPropertiesOf(subject.resource).renames.get(found)
    if (renamed !== undefined) return renameKey(span, renamed, source)
    const word = found && proposals(subject).get(found)
    return word === undefined ? undefined : replaceLiteral(span, word, source)
  }
  if (fix.remove === undefined) return undefined
  return removeItem(fix.remove === 'subject' ? subject.span : span, source)
}

/** What was meant by words of the subject that Azure does not know. */
function proposals(subject: Subject): ReadonlyMap<Value, string> {
  const { misspelt = [] } = subject as {
    readonly misspelt?: readonly { readonly permission: Value; readonly proposal: string | undefined }[]
  }
  return new Map(
    misspelt.flatMap(({ permission, proposal }) => {
      const written = permission.kind === 'literal' ? String(permission.value) : ''
      const sameKind = proposal?.split('/')[0] === written.split('/')[0]
      const word = sameKind ? proposal?.split('/')[1] : undefined
      return word === undefined ? [] : [[permission, word] as const]
    }),
  )
}

/** Literals that decide, stand at that place and came there by no other way. */
function onTheSpot(leaves: readonly Leaf[], span: Span): readonly Value[] {
  return leaves
    .flatMap(({ values }) => values)
    .filter(({ kind, origin }) => {
      return (
        kind === 'literal' && sameSpan(origin.span, span) && origin.uses.length === 0 && origin.because.length === 0
      )
    })
}

function setProperty(
  property: string,
  value: Scalar,
  subject: Subject,
  leaves: readonly Leaf[],
  span: Span,
  source: SourceText,
): Edit | undefined {
  const name = property.split('.').at(-1) ?? property
  const written = leaves.filter((leaf) => leaf.span && sameSpan(leaf.span, span))
  if (written.length > 0) {
    const { apiVersion } = subject.resource ?? {}
    const isVersion = name === 'apiVersion' && apiVersion !== undefined && sameSpan(apiVersion.origin.span, span)
    const isIt = isVersion || written.some(({ field }) => field?.toLowerCase() === name.toLowerCase())
    if (!isIt || onTheSpot(written, span).length === 0) return undefined
    return replaceLiteral(span, subject.resource ? value : declared(name, value), source)
  }
  return subject.resource ? insertProperty(subject.resource.body, property.split('.'), value, source) : undefined
}

/** A value as declarations spell it: they have words of their own for two properties. */
function declared(property: string, value: Scalar): Scalar {
  if (property === 'enableRbacAuthorization') return value === true ? 'rbac' : 'accessPolicy'
  return typeof value === 'string' ? value.charAt(0).toLowerCase() + value.slice(1) : value
}

/** Puts a scalar in place of the literal at a span, in the quotes that are there. */
function replaceLiteral(span: Span, value: Scalar, source: SourceText): Edit | undefined {
  const written = source.text.slice(span.start, span.end)
  const quote = /^(["'])[^"'\\\r\n]*\1$/.exec(written)?.[1]
  if (quote) {
    if (typeof value === 'string') return { span, text: `${quote}${value}${quote}` }
    // A quoted word where Azure wants a boolean or a number would stay one.
    return { span, text: String(value) }
  }
  if (!/^[\w.-]+$/.test(written)) return undefined
  if (typeof value !== 'string') return { span, text: String(value) }
  // Bicep writes the API version within the type.
  return isYaml(source) || source.text[span.start - 1] === '@' ? { span, text: value } : undefined
}

/** Puts another name in place of a property's, in the quotes that are there. */
function renameKey(span: Span, name: string, source: SourceText): Edit | undefined {
  const written = source.text.slice(span.start, span.end)
  const quote = /^(["']?)[\w.-]+\1$/.exec(written)?.[1]
  return quote === undefined ? undefined : { span, text: `${quote}${name}${quote}` }
}

/** Writes a property that is absent as the first line of the nearest object around it that is there. */
function insertProperty(
  body: ObjectValue,
  path: readonly string[],
  value: Scalar,
  source: SourceText,
): Edit | undefined {
  let object: Value = body
  let depth = 0
  for (; depth < path.length; depth++) {
    const member = propertyOf(object, path[depth] ?? '')
    if (member.kind !== 'value') break
    object = member.value
  }
  const { origin } = object
  const missing = path.slice(depth)
  if (object.kind !== 'object' || object.open || missing.length === 0 || depth === 0) return undefined
  if (origin.span.file !== source.file || origin.uses.length > 0 || source.text[origin.span.start] !== '{')
    return undefined
  const { start, end } = origin.span
  const member = memberText(missing, value, isBicep(source))
  const inside = source.text.slice(start + 1, end - 1)
  if (source.text[end - 1] !== '}' || inside.includes('/*')) return undefined
  const isEmpty = object.entries.size === 0
  if (!/[\r\n]/.test(inside)) {
    if (inside.includes('//')) return undefined
    const text = isEmpty ? `{ ${member} }` : `{ ${member},${inside.startsWith(' ') ? '' : ' '}`
    return { span: { file: source.file, start, end: isEmpty ? end : start + 1 }, text }
  }
  const next = source.positionAt(start).line + 1
  const at = source.lineStarts[next - 1]
  if (at === undefined || isEmpty) return undefined
  const [indent = ''] = /^[ \t]*/.exec(source.lineAt(next)) ?? []
  const lineBreak = source.text.slice(start, at).endsWith('\r\n') ? '\r\n' : '\n'
  const comma = isBicep(source) ? '' : ','
  return { span: { file: source.file, start: at, end: at }, text: `${indent}${member}${comma}${lineBreak}` }
}

/** `a: { b: value }` as the language writes it. */
function memberText(path: readonly string[], value: Scalar, bicep: boolean): string {
  const [name = '', ...rest] = path
  const text = bicep ? (typeof value === 'string' ? `'${value}'` : String(value)) : JSON.stringify(value)
  const inner = rest.length === 0 ? text : `{ ${memberText(rest, value, bicep)} }`
  return bicep ? `${name}: ${inner}` : `${JSON.stringify(name)}: ${inner}`
}

function isBicep({ file }: SourceText): boolean {
  return /\.bicep(param)?$/i.test(file)
}

function isYaml({ file }: SourceText): boolean {
  return /\.ya?ml$/i.test(file)
}
