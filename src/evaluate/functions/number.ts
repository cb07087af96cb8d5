import { unknown, type Value } from '../value.js'
import { define, known, refuse, type TemplateFunction, type Work } from './call.js'
import { knownInt, knownText } from './pieces.js'

/** Functions of whole numbers, from the ARM reference of numeric functions; Azure counts in 64 bits. */
export const numberFunctions: readonly TemplateFunction[] = [
  arithmetic('add', (a, b) => a + b),
  arithmetic('sub', (a, b) => a - b),
  arithmetic('mul', (a, b) => a * b),
  arithmetic('div', (a, b) => (b === 0n ? undefined : a / b)),
  arithmetic('mod', (a, b) => (b === 0n ? undefined : a % b)),
  define({ name: 'int', min: 1, max: 1, returns: { type: 'int' }, compute: int }),
  define({ name: 'float', min: 1, max: 1, compute: float }),
  extreme('max', Math.max),
  extreme('min', Math.min),
]

/** Undefined from `of` is a division by zero. */
function arithmetic(name: string, of: (a: bigint, b: bigint) => bigint | undefined): TemplateFunction {
  return define({
    name,
    min: 2,
    max: 2,
    returns: { type: 'int' },
    compute: ([left, right], work) => {
      const a = knownInt(left)
      const b = knownInt(right)
      if (b === 0 && of(0n, 0n) === undefined) return refuse(work, 'divides by zero')
      if (a === undefined || b === undefined) return undefined
      const result = of(BigInt(a), BigInt(b))
      return result === undefined ? undefined : whole(work, result)
    },
  })
}

/** A whole number as a value; past 64 bits Azure refuses it, past 2^53 we cannot hold it. */
function whole(work: Work, value: bigint): Value {
  if (BigInt.asIntN(64, value) !== value) return refuse(work, 'overflows 64 bits')
  const number = Number(value)
  if (Number.isSafeInteger(number)) return known(work, number)
  return unknown({ kind: 'unsupported', what: 'a number past 2^53' }, `number ${value}`, work.origin, { type: 'int' })
}

function int([value]: readonly Value[], work: Work): Value | undefined {
  const number = knownInt(value)
  if (number !== undefined) return known(work, number)
  if (value?.kind === 'unknown' && value.type === 'int') return value
  const text = knownText(value)?.trim()
  if (text === undefined) return undefined
  if (/^[+-]?\d{1,30}$/.test(text)) return whole(work, BigInt(text.replace('+', '')))
  return /^[\d.,+\-eE ]*$/.test(text) && text !== ''
    ? undefined
    : refuse(work, 'takes a whole number or a string of one')
}

function float([value]: readonly Value[], work: Work): Value | undefined {
  const number = knownInt(value)
  if (number !== undefined) return known(work, number)
  if (value?.kind === 'literal' && typeof value.value === 'number') return value
  const text = knownText(value)
  if (text === undefined) return undefined
  if (/^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return known(work, Number(text))
  return /[^\d.,+\-eE\s]/.test(text) ? refuse(work, 'takes a number or a string of one') : undefined
}

/** Of integers, or of arrays of integers. */
function extreme(name: string, of: (a: number, b: number) => number): TemplateFunction {
  return define({
    name,
    min: 1,
    max: Number.POSITIVE_INFINITY,
    returns: { type: 'int' },
    deep: true,
    compute: (args, work) => {
      let result: number | undefined
      for (const value of args) {
        if (value.kind === 'array' && value.rest) return undefined
        for (const item of value.kind === 'array' ? value.items : [value]) {
          const number = knownInt(item)
          if (number === undefined) return undefined
          result = result === undefined ? number : of(result, number)
        }
      }
      return result === undefined ? undefined : known(work, result)
    },
  })
}
