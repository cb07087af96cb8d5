import { resolvePath } from '../../source/files.js'
import type { Member, Node, ObjectNode } from '../../source/node.js'
import { childOf, memberOf, textOf } from '../../source/node.js'
import type { Span } from '../../source/span.js'
import type { Expression, ModuleSource, Program, PropertyElement } from '../program.js'
import { foldName } from '../program.js'
import { isExpression } from './expression.js'
import { type LinkNames, linkedPath, literalText, publishedPath } from './link.js'
import {
  copiesOf,
  deferred,
  forced,
  lastOfEach,
  once,
  type Lowering,
  unknownInvalid,
  unknownUnsupported,
} from './lowering.js'

/** What a nested or linked deployment needs of the template that it stands in. */
export interface DeploymentContext {
  readonly lowering: Lowering
  readonly names: LinkNames
  /** How nested templates are evaluated that do not say it. */
  readonly defaultEvaluation: 'inner' | 'outer'
  readonly nested: (template: Node) => Program
  /** The template that a variable holds as data; undefined where it holds none, or one that is partly computed. */
  readonly templateInVariable: (name: string) => (() => Program) | undefined
  /** Whether the repository has a template at a path from its root. */
  readonly isTemplate: (path: string) => boolean
}

/** Where the template of a deployment is; `properties` are the deployment's. */
export function deploymentSource(properties: Node | undefined, context: DeploymentContext, span: Span): ModuleSource {
  const { lowering } = context
  const template = childOf(properties, 'template')
  if (template?.kind === 'object') {
    return {
      kind: 'inline',
      program: once(() => context.nested(template)),
      evaluation: evaluation(properties, context),
    }
  }
  if (template) {
    const expression = forced(lowering.value(template, false))
    const data = expression.kind === 'variable' ? context.templateInVariable(expression.name) : undefined
    if (data) return { kind: 'inline', program: data, evaluation: 'inner' }
  }
  if (template) return notKnown('a template made by an expression', lowering.span(template))
  const link = childOf(properties, 'templateLink')
  if (link?.kind === 'object') return linkedSource(link, context)
  if (link) return notKnown('a template link made by an expression', lowering.span(link))
  if (properties && properties.kind !== 'object') {
    return notKnown('a deployment made by an expression', lowering.span(properties))
  }
  const message = 'Expected `template` or `templateLink` in the properties of this deployment.'
  return { kind: 'unknown', cause: lowering.invalid(message, span).cause, span }
}

function evaluation(properties: Node | undefined, context: DeploymentContext): 'inner' | 'outer' {
  const scope = textOf(childOf(childOf(properties, 'expressionEvaluationOptions'), 'scope'))?.toLowerCase()
  return scope === 'inner' || scope === 'outer' ? scope : context.defaultEvaluation
}

function linkedSource(link: ObjectNode, context: DeploymentContext): ModuleSource {
  const { lowering, names } = context
  const id = childOf(link, 'id')
  if (id)
    return { kind: 'unknown', cause: { kind: 'external-module', reference: written(id) }, span: lowering.span(id) }
  const relative = childOf(link, 'relativePath')
  const uri = childOf(link, 'uri')
  const target = relative ?? uri
  if (!target) {
    const message = 'Expected `uri`, `relativePath` or `id` in this template link.'
    const span = lowering.span(link)
    return { kind: 'unknown', cause: lowering.invalid(message, span).cause, span }
  }
  const span = lowering.span(target)
  const expression = lowering.value(target, false)
  const path = relative ? literalText(expression, names) : linkedPath(expression, names, span.file)
  if (path === undefined) {
    // What is reviewed is the file of the repository, which the address gives once the change is merged.
    const published = relative || lowering.call ? undefined : publishedPath(expression, names)
    if (published !== undefined && context.isTemplate(published)) return { kind: 'local', path: published, span }
    const address = literalText(expression, names)
    if (address !== undefined) return { kind: 'unknown', cause: { kind: 'external-module', reference: address }, span }
    return notKnown('a template link whose path is not written out', span)
  }
  if (lowering.call) return { kind: 'unknown', cause: { kind: 'external-module', reference: path }, span }
  const resolved = resolvePath(span.file, path)
  if (resolved !== undefined) return { kind: 'local', path: resolved, span }
  const message = 'Expected a path that stays within the repository.'
  lowering.report({ code: 'path-outside', severity: 'error', message, span })
  return { kind: 'unknown', cause: { kind: 'missing-file', path }, span }
}

function written(node: Node): string {
  return textOf(node) ?? 'a template spec'
}

function notKnown(what: string, span: Span): ModuleSource {
  return { kind: 'unknown', cause: { kind: 'unsupported', what }, span }
}

/** The arguments of a deployment by name, the wrappers `{ value }` and `{ reference }` taken off. */
export function deploymentArguments(properties: Node | undefined, lowering: Lowering, fallback: Span): Expression {
  const parameters = memberOf(properties, 'parameters')
  const link = memberOf(properties, 'parametersLink')
  if (link) return unknownUnsupported('parameters of another file (`parametersLink`)', lowering.span(link.value))
  if (!parameters) return { kind: 'object', properties: [], span: fallback }
  const { value } = parameters
  const span = lowering.span(value)
  if (value.kind !== 'object') return unknownUnsupported('parameters made by an expression', span)
  return deferred(span, () => {
    const elements = lastOfEach(value.members).map((member) => argument(member, lowering))
    if (!value.incomplete) return { kind: 'object', properties: elements, span }
    const lost = { kind: 'spread', value: unknownInvalid('A part of it could not be read.', span), span } as const
    return { kind: 'object', properties: [...elements, lost], span }
  })
}

function argument(member: Member, lowering: Lowering): PropertyElement {
  const value = unwrapNode(member.value, lowering)
  return { kind: 'property', key: member.key, keySpan: lowering.keySpan(member), value }
}

/** `{ value }` is its value, `{ reference }` a secret that nobody sees before deployment. */
export function unwrapNode(node: Node, lowering: Lowering): Expression {
  const span = lowering.span(node)
  if (node.kind === 'string' && isExpression(node.value)) {
    return deferred(span, () => forced(unwrapExpression(lowering.value(node, true))))
  }
  const reference = childOf(node, 'reference')
  if (reference) return secret(lowering.member(childOf(reference, 'keyVault'), 'id'), span)
  const value = childOf(node, 'value')
  if (value) return lowering.value(value, true)
  const copies = node.kind === 'object' ? node.members.flatMap((member) => copiesOf(member) ?? []) : []
  const copy = copies.find(({ name }) => foldName(name) === 'value')
  if (copy) return lowering.copied(copy)
  return lowering.invalid('Expected `value` or `reference` for this parameter.', span)
}

function secret(vault: Expression | undefined, span: Span): Expression {
  return { kind: 'unknown', cause: { kind: 'secret-reference', ...(vault ? { vault } : {}) }, secret: true, span }
}

/** Takes the wrapper off that an expression makes: `if(…, createObject('value', x), createObject('reference', …))`. */
function unwrapExpression(expression: Expression): Expression {
  const it = forced(expression)
  if (it.kind === 'if') {
    return { ...it, then: unwrapExpression(it.then), otherwise: unwrapExpression(it.otherwise) }
  }
  if (it.kind === 'call' && foldName(it.name) === 'createobject' && it.namespace === undefined) {
    const at = it.args.findIndex((key, index) => index % 2 === 0 && isText(key, 'value'))
    const value = at === -1 ? undefined : it.args[at + 1]
    if (value) return value
    if (it.args.some((key, index) => index % 2 === 0 && isText(key, 'reference'))) return secret(undefined, it.span)
  }
  if (it.kind === 'unknown') return it
  return { kind: 'member', base: it, name: 'value', nameSpan: it.span, safe: false, span: it.span }
}

function isText(expression: Expression, text: string): boolean {
  return expression.kind === 'literal' && typeof expression.value === 'string' && foldName(expression.value) === text
}
