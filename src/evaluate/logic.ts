import type { Truth, Value } from './value.js'

export function and(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false
  return a === true && b === true ? true : 'unknown'
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true
  return a === false && b === false ? false : 'unknown'
}

export function not(a: Truth): Truth {
  return a === 'unknown' ? a : !a
}

/** What a value says as a condition: only a known boolean says anything, and a choice whose alternatives agree. */
export function truthOf(value: Value): Truth {
  if (value.kind === 'literal') return typeof value.value === 'boolean' ? value.value : 'unknown'
  if (value.kind !== 'choice') return 'unknown'
  const [first, ...others] = value.alternatives.map((alternative) => truthOf(alternative.value))
  return first !== undefined && others.every((other) => other === first) ? first : 'unknown'
}
