import type { Node, ObjectNode } from '../../source/node.js'
import { childOf, textOf } from '../../source/node.js'
import type { Expression, Loop, ModuleDeclaration, ResourceDeclaration } from '../program.js'
import { foldName } from '../program.js'
import { type DeploymentContext, deploymentArguments, deploymentSource } from './deployment.js'
import { deferred, lastOfEach, type Lowering, unknownInvalid, unknownUnsupported } from './lowering.js'

export interface Declarations {
  readonly resources: readonly ResourceDeclaration[]
  readonly modules: readonly ModuleDeclaration[]
}

/** The members of a resource that are not part of what is deployed. */
const ownMembers = new Set([
  'type',
  'apiversion',
  'name',
  'scope',
  'condition',
  'copy',
  'dependson',
  'resources',
  'existing',
  'comments',
  'import',
  'extension',
  'subscriptionid',
  'resourcegroup',
])

const deploymentType = 'microsoft.resources/deployments'

/** Reads `resources`: an array, or with `languageVersion` 2.0 an object by symbolic name. */
export function lowerResources(node: Node | undefined, context: DeploymentContext): Declarations {
  const reader = new ResourceReader(context)
  return { resources: reader.list(node, undefined), modules: reader.modules }
}

/** The attributes that resources and deployments have in common. */
interface Attributes {
  readonly name: Expression | undefined
  readonly condition: Expression | undefined
  readonly loop: Loop | undefined
}

class ResourceReader {
  readonly modules: ModuleDeclaration[] = []
  private readonly context: DeploymentContext
  private readonly lowering: Lowering

  constructor(context: DeploymentContext) {
    this.context = context
    this.lowering = context.lowering
  }

  list(node: Node | undefined, parent: ResourceDeclaration | undefined): ResourceDeclaration[] {
    if (!node) return []
    if (node.kind === 'array') return node.items.flatMap((item) => this.read(item, undefined, parent))
    if (node.kind === 'object') {
      return lastOfEach(node.members).flatMap((member) => this.read(member.value, member.key, parent))
    }
    this.lowering.invalid('Expected an array of resources, or an object by symbolic name.', this.lowering.span(node))
    return []
  }

  private read(
    node: Node,
    symbol: string | undefined,
    parent: ResourceDeclaration | undefined,
  ): readonly ResourceDeclaration[] {
    if (node.kind !== 'object') {
      this.lowering.invalid('Expected an object with `type`, `apiVersion` and `name`.', this.lowering.span(node))
      return []
    }
    const attributes = this.attributes(node)
    if (foldName(textOf(childOf(node, 'type')) ?? '') !== deploymentType) {
      return [this.resource(node, symbol, parent, attributes)]
    }
    this.modules.push(this.module(node, symbol, parent, attributes))
    return []
  }

  private attributes(node: ObjectNode): Attributes {
    const copy = childOf(node, 'copy')
    const lost = node.incomplete
      ? unknownInvalid('A part of it could not be read.', this.lowering.span(node))
      : undefined
    return {
      name: this.lowering.member(node, 'name'),
      condition: this.lowering.member(node, 'condition') ?? lost,
      loop: copy && this.lowering.counted(copy),
    }
  }

  private resource(
    node: ObjectNode,
    symbol: string | undefined,
    parent: ResourceDeclaration | undefined,
    attributes: Attributes,
  ): ResourceDeclaration {
    const { lowering } = this
    const span = lowering.span(node)
    const type = childOf(node, 'type')
    const children: ResourceDeclaration[] = []
    const bodyOf = () =>
      lowering.object(
        node,
        node.members.filter((member) => !ownMembers.has(foldName(member.key))),
        true,
      )
    const declaration: ResourceDeclaration = {
      kind: 'resource',
      ...present({ symbol, ...attributes, lexicalParent: parent }),
      ...present({
        apiVersion: lowering.member(node, 'apiVersion'),
        scope: lowering.member(node, 'scope'),
        subscriptionId: lowering.member(node, 'subscriptionId'),
        resourceGroup: lowering.member(node, 'resourceGroup'),
      }),
      type: type ? lowering.value(type, false) : lowering.invalid('Expected `type` in this resource.', span),
      name: attributes.name ?? this.unnamed(node),
      existing: isTrue(childOf(node, 'existing')),
      body: deferred(span, bodyOf),
      children,
      span,
      head: type ? lowering.span(type) : { ...span, end: span.start + 1 },
    }
    children.push(...this.list(childOf(node, 'resources'), declaration))
    return declaration
  }

  /** Resources of other providers (`extension`, formerly `import`) keep their names among their properties. */
  private unnamed(node: ObjectNode): Expression {
    const span = this.lowering.span(node)
    const provider = textOf(childOf(node, 'extension') ?? childOf(node, 'import'))
    if (provider !== undefined) return unknownUnsupported(`a resource of the extension ${provider}`, span)
    return this.lowering.invalid('Expected `name` in this resource.', span)
  }

  private module(
    node: ObjectNode,
    symbol: string | undefined,
    parent: ResourceDeclaration | undefined,
    attributes: Attributes,
  ): ModuleDeclaration {
    const { lowering } = this
    const span = lowering.span(node)
    const type = childOf(node, 'type')
    const properties = childOf(node, 'properties')
    const existing = isTrue(childOf(node, 'existing'))
    return {
      kind: 'module',
      ...present({ symbol, ...under(parent, attributes) }),
      ...present({
        scope: lowering.member(node, 'scope'),
        subscriptionId: lowering.member(node, 'subscriptionId'),
        resourceGroup: lowering.member(node, 'resourceGroup'),
      }),
      source: existing
        ? { kind: 'unknown', cause: { kind: 'unsupported', what: 'a deployment that exists already' }, span }
        : deploymentSource(properties, this.context, span),
      arguments: deploymentArguments(properties, lowering, span),
      existing,
      span,
      head: type ? lowering.span(type) : span,
    }
  }
}

/** A deployment written among a resource's children is made only where that resource is. */
function under(parent: ResourceDeclaration | undefined, attributes: Attributes): Attributes {
  if (!parent) return attributes
  const outer = under(parent.lexicalParent, { name: undefined, condition: parent.condition, loop: parent.loop })
  return {
    ...attributes,
    condition: both(outer.condition, attributes.condition),
    loop: attributes.loop ?? outer.loop,
  }
}

function both(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
  if (!a || !b) return a ?? b
  return { kind: 'call', name: 'and', nameSpan: b.span, args: [a, b], span: b.span }
}

function isTrue(node: Node | undefined): boolean {
  return node?.kind === 'boolean' && node.value
}

type Present<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> }

/** The object without what is undefined. */
function present<T extends object>(given: T): Present<T> {
  const found: Partial<T> = {}
  for (const name in given) if (given[name] !== undefined) found[name] = given[name]
  return found as Present<T>
}
