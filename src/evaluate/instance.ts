import type { DeploymentScope, Expression, Program, ResourceDeclaration } from '../language/program.js'
import type { Span } from '../source/span.js'
import { Cell } from './circles.js'
import type { Need } from './circles.js'
import { ownedBy } from './environment.js'
import type { Environment } from './environment.js'
import { evaluateExpression } from './evaluate.js'
import type { ProgramFrame } from './frame.js'
import { isAtFixedPlace, nameResource, namesOf, scopeOf } from './naming.js'
import { placeIn } from './place.js'
import type { Naming, Scoped } from './naming.js'
import { writtenType } from './reach.js'
import type { Resource } from './resource.js'
import { splitName } from './resource-id.js'
import { choiceOf, firstUnknown, objectOf, originAt, unknown } from './value.js'
import type { ObjectValue, Truth, UnknownValue, Value } from './value.js'

/** Where an instance stands among the calls and loops of its deployment. */
export interface Standing {
  readonly frame: ProgramFrame
  readonly environment: Environment
  readonly deployed: Truth
  readonly unknowns: readonly UnknownValue[]
  readonly calls: readonly Span[]
  readonly loopIndexes: readonly number[]
}

/** One instance of a declared resource; names and body are worked out on first use. */
export class ResourceInstance implements Resource {
  readonly declaration: ResourceDeclaration
  readonly parent: ResourceInstance | undefined
  readonly standing: Standing
  readonly symbol?: string
  readonly #naming: Cell<Naming>
  readonly #body: Cell<ObjectValue>
  #type: string | undefined
  #typeKey: string | undefined
  #written: Value | undefined
  #scopedOnly: Scoped | undefined
  #apiVersion: { readonly value: Value | undefined } | undefined

  constructor(declaration: ResourceDeclaration, standing: Standing, parent: ResourceInstance | undefined) {
    this.declaration = declaration
    this.standing = standing
    this.parent = parent
    if (declaration.symbol !== undefined) this.symbol = declaration.symbol
    this.#naming = new Cell(
      () => `name of the ${this.#label}`,
      (owner) => this.#told(this.#name(owner)),
    )
    this.#body = new Cell(
      () => this.#label,
      (owner) => this.#evaluateBody(owner),
    )
  }

  get #label(): string {
    return `resource \`${this.declaration.symbol ?? 'here'}\``
  }

  /** Written out whole, as it mostly is, it is told without working out the name. */
  get type(): string {
    this.#type ||= writtenType(this.declaration) ?? this.naming().type
    return this.#type
  }

  get typeKey(): string {
    this.#typeKey ||= this.type.toLowerCase()
    return this.#typeKey
  }

  get apiVersion(): Value | undefined {
    const { apiVersion } = this.declaration
    this.#apiVersion ??= { value: apiVersion && evaluateExpression(apiVersion, this.standing.environment) }
    return this.#apiVersion.value
  }

  get names(): readonly Value[] {
    return this.naming().names
  }

  get id(): Value {
    return this.naming().id
  }

  get existing(): boolean {
    return this.declaration.existing
  }

  get deployed(): Truth {
    return this.standing.deployed
  }

  get conditionUnknowns(): readonly UnknownValue[] {
    return this.standing.unknowns
  }

  get scope(): Value {
    return this.#scoped.scope
  }

  get scopeKind(): DeploymentScope | 'resource' {
    return this.#scoped.scopeKind
  }

  /** Where it lies follows, for most types, from its `scope` alone: told without working out the name. */
  get #scoped(): Scoped {
    const { declaration } = this
    if (this.parent || declaration.parent || !writtenType(declaration) || isAtFixedPlace(this.typeKey))
      return this.naming()
    this.#scopedOnly ??= this.#within(this.standing.environment)
    return this.#scopedOnly
  }

  get body(): ObjectValue {
    return this.bodyFor(undefined)
  }

  get span(): Span {
    return this.declaration.span
  }

  get head(): Span {
    return this.declaration.head
  }

  get modulePath(): string {
    return this.standing.frame.path
  }

  get calls(): readonly Span[] {
    return this.standing.calls
  }

  get program(): Program {
    return this.standing.frame.program
  }

  get loopIndexes(): readonly number[] {
    return this.standing.loopIndexes
  }

  /** What it is called, for whoever needs that. */
  naming(owner?: Need): Naming {
    const { run } = this.standing.frame
    const made = this.#naming.read(owner, run.budget.spender)
    if (made) return made.value
    const missing = this.#circle(`name of the ${this.#label}`)
    return { type: '', names: [missing], id: missing, scope: missing, scopeKind: 'resource' }
  }

  /** What is written in it, for whoever needs that. */
  bodyFor(owner: Need | undefined): ObjectValue {
    const { run } = this.standing.frame
    const made = this.#body.read(owner, run.budget.spender)
    if (made) return made.value
    // A resource may well look at what it was before this deployment.
    const cause = { kind: 'runtime', name: 'reference' } as const
    const origin = originAt(this.head)
    return objectOf([], origin, unknown(cause, `${run.fresh()}[*]`, origin))
  }

  /** The name as it is written, without those of parents. */
  writtenName(owner: Need | undefined): Value {
    this.naming(owner)
    return this.#written ?? evaluateExpression(this.declaration.name, this.#environment(owner))
  }

  #circle(label: string): UnknownValue {
    const { run } = this.standing.frame
    const { head } = this
    if (!run.budget.spend(0)) return run.budget.exceeded('steps', 'steps', head)
    const message = `The ${label} needs itself.`
    run.budget.tell({ code: 'template-invalid', severity: 'error', message, span: head })
    return unknown({ kind: 'invalid', message }, `${run.fresh()}[*]`, originAt(head))
  }

  #environment(owner: Need | undefined): Environment {
    return owner ? ownedBy(this.standing.environment, owner) : this.standing.environment
  }

  #evaluateBody(owner: Need): ObjectValue {
    const value = evaluateExpression(this.declaration.body, this.#environment(owner))
    if (value.kind === 'object') return value
    return objectOf([], value.origin, value.kind === 'literal' ? undefined : firstUnknown([value]))
  }

  /** Notes a name that Azure would refuse, or that has another number of segments than the type. */
  #told(naming: Naming): Naming {
    const written = this.#written
    if (this.deployed !== true || !written) return naming
    const { budget } = this.standing.frame.run
    for (const name of [written, ...naming.names]) if (name.origin === written.origin) budget.refused(name)
    return naming
  }

  #name(owner: Need): Naming {
    const { declaration, parent } = this
    const environment = this.#environment(owner)
    const origin = originAt(this.head)
    const own = this.#ownType(environment)
    this.#written = evaluateExpression(declaration.name, environment)
    const name = this.#given(this.#written)
    if (own === undefined) {
      const missing = unknown(
        { kind: 'unsupported', what: 'a type that is not written out' },
        `${this.standing.frame.run.fresh()}[*]`,
        origin,
      )
      return { type: '', names: [name], id: missing, ...this.#within(environment) }
    }
    const inside = parent?.naming(owner) ?? this.#writtenParent(environment)
    if (!inside) {
      const count = own.split('/').length - 1
      return nameResource(own, namesOf(name, count), this.#within(environment), origin)
    }
    const type = own.includes('.') ? own : `${inside.type}/${own}`
    const under = type.toLowerCase().startsWith(`${inside.type.toLowerCase()}/`)
    const count = type.split('/').length - 1
    if (!under) return nameResource(type, namesOf(name, count), { scope: inside.id, scopeKind: 'resource' }, origin)
    const whole = own.includes('.') && parent ? splitName(name, count) : undefined
    const names = whole ?? [...inside.names, ...namesOf(name, count - inside.names.length)]
    return nameResource(type, names, inside, origin)
  }

  /** A name as it was worked out; Azure refuses null. */
  #given(name: Value): Value {
    if (name.kind === 'choice')
      return choiceOf(
        name.alternatives.map((one) => ({ ...one, value: this.#given(one.value) })),
        name.origin,
      )
    if (name.kind !== 'literal' || name.value !== null) return name
    const cause = { kind: 'invalid', message: 'The name of a resource is not null.' } as const
    return unknown(cause, `${this.standing.frame.run.fresh()}[*]`, name.origin, { type: 'string' })
  }

  #ownType(environment: Environment): string | undefined {
    const type = evaluateExpression(this.declaration.type, environment)
    return type.kind === 'literal' && typeof type.value === 'string' ? type.value : undefined
  }

  /** Bicep's `parent:`. */
  #writtenParent(environment: Environment): Naming | undefined {
    const { parent } = this.declaration
    if (!parent) return undefined
    const value = evaluateExpression(parent, environment)
    const instance = instanceOf(value)
    if (instance) return instance.naming(environment.owner)
    const missing = firstUnknown([value])
    const own = this.#ownType(environment)?.split('/').slice(0, -1) ?? []
    const names = own.slice(1).map(() => missing)
    return { type: own.join('/'), names, id: missing, scope: missing, scopeKind: 'resource' }
  }

  #within(environment: Environment): Scoped {
    const { scope, subscriptionId, resourceGroup } = this.declaration
    const { target } = this.standing.frame
    if (scope) return scopeOf(evaluateExpression(scope, environment), target, originAt(scope.span))
    if (!subscriptionId && !resourceGroup) return { scope: target.id, scopeKind: target.kind }
    const elsewhere = (expression: Expression | undefined) => expression && evaluateExpression(expression, environment)
    const place = placeIn(target, elsewhere(subscriptionId), elsewhere(resourceGroup), originAt(this.head))
    return { scope: place.id, scopeKind: place.kind }
  }
}

const instances = new WeakMap<object, ResourceInstance>()

/** Lets {@link instanceOf} find the resource that an object of properties was made for. */
export function markInstance(value: ObjectValue, instance: ResourceInstance): ObjectValue {
  instances.set(value.entries, instance)
  return value
}

/** The resource that a symbol's value stands for, wherever it was passed on. */
export function instanceOf(value: Value): ResourceInstance | undefined {
  return value.kind === 'object' ? instances.get(value.entries) : undefined
}
