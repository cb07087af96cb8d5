import { literalWords } from '../evaluate/describe.js'
import type { Assumption, ChoiceValue, LiteralValue, Truth, UnknownValue, Value } from '../evaluate/value.js'
import { sayText } from './message.js'
import type { Assumed } from './scope.js'

/** A case in which a rule fails, that nobody has written: words and what is assumed for it. */
export interface Witness {
  readonly words: string
  readonly assumed: Assumed
  /** What it assumes a value of. */
  readonly unknowns: readonly UnknownValue[]
}

export type Search =
  /** However the choice falls, it comes out the same. */
  | { readonly kind: 'decided'; readonly truth: true | false }
  | { readonly kind: 'witness'; readonly witness: Witness }
  | { readonly kind: 'none' }

const maxChoices = 4
const maxUnknowns = 4
const maxCandidates = 16

const noValues: ReadonlyMap<string, LiteralValue> = new Map()

/**
 * Tries what the deciding values may be, one at a time: each alternative of a choice, each candidate of a parameter.
 *
 * `test` says whether the rule holds under an assumption. A choice all of whose alternatives agree decides.
 */
export function findWitness(
  values: readonly Value[],
  unknowns: readonly UnknownValue[],
  test: (assumed: Assumed) => Truth,
): Search {
  let witness: Witness | undefined
  for (const choice of choicesIn(values).slice(0, maxChoices)) {
    const tried = choice.alternatives.map((alternative) => {
      const outcomes = alternative.assumes ?? []
      const assumed = { outcomes, values: noValues }
      const truth: Truth = outcomes.length === 0 ? 'unknown' : test(assumed)
      if (truth === false) witness ??= { words: alternative.when, assumed, unknowns: alternative.unknowns }
      return truth
    })
    const [first] = tried
    if (first !== undefined && first !== 'unknown' && tried.every((truth) => truth === first)) {
      return { kind: 'decided', truth: first }
    }
  }
  for (const unknown of unknowns.slice(0, maxUnknowns)) {
    if (witness) break
    for (const candidate of (unknown.candidates ?? []).slice(0, maxCandidates)) {
      const outcomes: readonly Assumption[] = [{ condition: unknown.identity, outcome: String(candidate.value) }]
      const assumed = { outcomes, values: new Map([[unknown.identity, candidate]]) }
      if (test(assumed) !== false) continue
      witness = { words: candidateWords(unknown, candidate), assumed, unknowns: [unknown] }
      break
    }
  }
  return witness ? { kind: 'witness', witness } : { kind: 'none' }
}

function choicesIn(values: readonly Value[]): readonly ChoiceValue[] {
  const found: ChoiceValue[] = []
  for (const value of values) {
    if (value.kind === 'choice') found.push(value)
    else if (value.kind === 'array') found.push(...value.items.filter((item) => item.kind === 'choice'))
  }
  return found
}

function candidateWords({ cause, secret }: UnknownValue, { value, secret: hidden }: LiteralValue): string {
  const name = cause.kind === 'parameter' || cause.kind === 'environment' ? sayText(cause.name, 'code') : 'it'
  const what = cause.kind === 'environment' ? 'environment variable' : 'parameter'
  if (secret || hidden) return `${what} ${name} has one of its values`
  return `${what} ${name} is ${sayText(literalWords(value), 'said')}`
}
