import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { originAt, unknown } from './value.js'
import type { Origin, UnknownValue, Value } from './value.js'

/** How far evaluation goes before it says that it cannot tell. */
export interface Limits {
  /** Worlds of one root template. */
  readonly worlds: number
  /** Expressions worked out in one deployment. */
  readonly steps: number
  /** Expressions within expressions, whatever they pass through; twice as many would use up the stack. */
  readonly depth: number
  /** Instances that one resource or module loop makes, as Azure allows; array loops may be longer by {@link items}. */
  readonly instances: number
  /** Items that one array loop makes. */
  readonly items: number
  /** Deployments within deployments; Azure allows five, compiled templates are found with six. */
  readonly nesting: number
  /** Resources and module calls of one deployment, everything that it calls included. */
  readonly resources: number
}

export const defaultLimits: Limits = {
  worlds: 64,
  steps: 1_000_000,
  depth: 300,
  instances: 800,
  items: 10_000,
  nesting: 16,
  resources: 20_000,
}

/** What is left of the limits for one deployment, with the problems that the rest of it found. */
export class Budget {
  readonly limits: Limits
  readonly problems: Problem[] = []
  readonly #told = new Set<string>()
  readonly #places = new Set<string>()
  readonly #met = new Set<keyof Limits>()
  #steps: number
  #resources: number
  #depth = 0

  constructor(limits: Limits) {
    this.limits = limits
    this.#steps = limits.steps
    this.#resources = limits.resources
  }

  /** Takes steps; false when too few are left. */
  spend(steps: number): boolean {
    this.#steps -= steps
    return this.#steps >= 0
  }

  /** {@link spend} on its own, to be handed on: one for all, since it is handed on very often. */
  readonly spender = (steps: number): boolean => this.spend(steps)

  /** Takes one resource or module call; false when none is left. */
  takeResource(): boolean {
    this.#resources -= 1
    return this.#resources >= 0
  }

  /** Goes one expression deeper; false, without going there, at the limit. Each success is paid back by {@link leave}. */
  enter(): boolean {
    if (this.#depth >= this.limits.depth) return false
    this.#depth += 1
    return true
  }

  leave(): void {
    this.#depth -= 1
  }

  /** Notes a problem; the same code at the same place is noted once. */
  tell(problem: Problem): void {
    const place = problem.span ? placeKey(problem.span) : ''
    const key = `${problem.code} ${place}`
    if (this.#told.has(key)) return
    this.#told.add(key)
    this.#places.add(place)
    this.problems.push(problem)
  }

  /** Notes what Azure would refuse, where it certainly comes to be worked out; not where something else is amiss. */
  refused(value: Value): void {
    if (value.kind !== 'unknown' || value.cause.kind !== 'invalid' || value.cause.told) return
    const { message } = value.cause
    const { span } = value.origin
    if (this.#places.has(placeKey(span))) return
    this.tell({ code: 'template-invalid', severity: 'note', message, span })
  }

  /** Notes that a limit is met and gives the value that stands for what was not worked out. */
  exceeded(limit: keyof Limits, what: string, span: Span, origin: Origin = originAt(span)): UnknownValue {
    const words = `${this.limits[limit]} ${what}`
    const message = `Only ${words} are worked out; what lies beyond cannot be told.`
    const everywhere = limit === 'steps' || limit === 'depth' || limit === 'resources'
    if (!everywhere || !this.#met.has(limit)) this.tell({ code: 'limit-reached', severity: 'error', message, span })
    this.#met.add(limit)
    return unknown({ kind: 'budget', limit: words }, `limit ${span.file} ${span.start} ${span.end} [*]`, origin)
  }
}

function placeKey({ file, start, end }: Span): string {
  return `${file} ${start} ${end}`
}
