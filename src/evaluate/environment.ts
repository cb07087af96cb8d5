import type { Expression, FunctionDeclaration, Program, ReferenceExpression } from '../language/program.js'
import type { Span } from '../source/span.js'
import type { Budget } from './budget.js'
import type { Need } from './circles.js'
import type { Place } from './place.js'
import type { Assumption, Value } from './value.js'

/** In whose light an expression is read. */
export interface Environment {
  readonly frame: Frame
  readonly locals?: Local
  readonly loops?: LoopBinding
  /** What is being worked out, and so needs whatever the expression names. */
  readonly owner?: Need
  /** It stands for several rounds of a loop at once: what is new in it is not one value. */
  readonly repeated?: boolean
  /** Outcomes of conditions under which alone it is worked out. */
  readonly assumed?: readonly Assumption[]
}

export type Evaluate = (expression: Expression, environment: Environment) => Value

/** A variable of a lambda or loop, and those around it. */
export interface Local {
  /** Folded. */
  readonly name: string
  readonly value: Value
  readonly outer: Local | undefined
}

/** One round of an ARM `copy`, and those around it. */
export interface LoopBinding {
  /** Folded. */
  readonly name: string | undefined
  readonly index: Value
  /** How many rounds it has, as written. */
  readonly count: Expression | undefined
  /** Of a resource, module, variable or output rather than of a property: what `copyIndex()` without a name means. */
  readonly whole: boolean
  readonly outer: LoopBinding | undefined
}

/** What everything in one deployment shares. */
export interface Run {
  readonly budget: Budget
  /** Milliseconds since 1970, in UTC. */
  readonly clock: number
  /** An identity that no other value has; the same run gives the same ones. */
  readonly fresh: () => string
  /** Variables of a file that others import from, which has no parameters here. */
  readonly homeOf: (program: Program) => Frame
}

/** One program at one call: what its names mean there. */
export interface Frame {
  readonly run: Run
  readonly program: Program
  /** What `resourceGroup()`, `resourceId()` and the like answer for. */
  readonly place: Place
  /** What `deployment().name` answers. */
  readonly deploymentName: Value
  /** Undefined for a name that is not declared. */
  readonly parameter: (name: string, from: Environment) => Value | undefined
  readonly variable: (name: string, from: Environment) => Value | undefined
  readonly functionNamed: (key: string) => FunctionDeclaration | undefined
  /** A resource or module by its symbol, `a::b` for a nested one; with `index`, that one of a loop. */
  readonly symbol: (reference: ReferenceExpression, from: Environment, index?: number) => Value | undefined
  /** What `reference(target, …)` gives: the whole resource, or what is in its `properties`. */
  readonly reference: (target: Value, whole: boolean, span: Span, from: Environment) => Value
}

/** The same environment with one more variable. */
export function withLocal(environment: Environment, name: string | undefined, value: Value): Environment {
  if (name === undefined) return environment
  return { ...environment, locals: { name: name.toLowerCase(), value, outer: environment.locals } }
}

export function localNamed(environment: Environment, name: string): Value | undefined {
  const sought = name.toLowerCase()
  for (let local = environment.locals; local; local = local.outer) if (local.name === sought) return local.value
  return undefined
}

/** The loop that `copyIndex()` means: the one of that folded name, or without one that of a resource, variable or output. */
export function loopNamed(environment: Environment, name: string | undefined): LoopBinding | undefined {
  let found = environment.loops
  while (found && (name === undefined ? !found.whole : found.name !== name)) found = found.outer
  return found ?? (name === undefined ? environment.loops : undefined)
}

/** An identity that no other value has. */
export function freshIn(environment: Environment): string {
  return environment.frame.run.fresh() + (environment.repeated ? '[*]' : '')
}

/** The same environment, worked out for `owner`. */
export function ownedBy(environment: Environment, owner: Need): Environment {
  return { ...environment, owner }
}
