import type { Deployment, Resource } from '../evaluate/resource.js'
import type { UnknownValue, Value } from '../evaluate/value.js'
import type { Span } from '../source/span.js'
import type { Subject, SubjectKind } from './model.js'

const maxName = 120

/** A name as people would say it: what is unknown of it as `${parameter}`, of several names all, joined by `|`. */
export function nameWords(value: Value): string {
  const words = wordsOf(value)
  return words.length > maxName ? `${words.slice(0, maxName - 1)}…` : words
}

function wordsOf(value: Value): string {
  if (value.kind === 'literal') return value.secret ? '${…}' : String(value.value)
  if (value.kind === 'text')
    return value.secret ? '${…}' : value.parts.map((part) => (typeof part === 'string' ? part : hole(part))).join('')
  if (value.kind === 'unknown') return hole(value)
  if (value.kind !== 'choice') return '…'
  return [...new Set(value.alternatives.map((alternative) => wordsOf(alternative.value)))].slice(0, 4).join('|')
}

function hole({ cause }: UnknownValue): string {
  return cause.kind === 'parameter' || cause.kind === 'environment' ? `\${${cause.name}}` : '${…}'
}

/** What nobody knows of such a name as an ellipsis. */
export function withoutHoles(name: string): string {
  return name.replace(/\$\{[^{}]*\}/g, '…')
}

/** The last name of a resource. */
export function lastName(resource: Resource): Value {
  return resource.names.at(-1) ?? resource.id
}

/** What every subject made of a resource says of it. */
export function subjectOf<K extends SubjectKind>(
  kind: K,
  resource: Resource,
  deployment: Deployment,
): Subject & { readonly kind: K; readonly resource: Resource } {
  const name = nameWords(lastName(resource))
  return {
    kind,
    id: idOf(resource, name, deployment),
    head: resource.head,
    span: resource.span,
    resource,
    type: resource.type,
    name,
    ...(resource.symbol === undefined ? {} : { symbol: resource.symbol }),
    ...doubtsOf(resource),
  }
}

/** What a resource's being deployed depends on. */
export function doubtsOf({ deployed, conditionUnknowns }: Resource): { readonly doubts?: readonly UnknownValue[] } {
  return deployed === 'unknown' && conditionUnknowns.length > 0 ? { doubts: conditionUnknowns } : {}
}

function idOf(resource: Resource, name: string, { program }: Deployment): string {
  if (resource.id.kind === 'literal') return String(resource.id.value)
  const path = resource.modulePath === '' ? '' : `${resource.modulePath}/`
  const index = resource.loopIndexes.length === 0 ? '' : `[${resource.loopIndexes.join(',')}]`
  return `${program.file}#${path}${resource.symbol ?? name}${index}`
}

/** The place that should hold a missing property of a resource: its key `properties`, else its head. */
export function propertiesPlace(resource: Resource): Span {
  return resource.body.entries.get('properties')?.keySpan ?? resource.head
}
