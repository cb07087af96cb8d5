import { createHash } from 'node:crypto'
import { isSecret, unknown, type Cause, type Value } from '../value.js'
import { causeOf, define, known, refuse, undecided, type TemplateFunction, type Work } from './call.js'
import { jsonValue } from './json.js'
import { knownText, wholeText } from './pieces.js'
import { formParts } from './stringify.js'

/** Functions that encode, decode and hash, from the ARM and Bicep references of string functions. */
export const encodeFunctions: readonly TemplateFunction[] = [
  define({
    name: 'base64',
    min: 1,
    max: 1,
    returns: { type: 'string', alphabet: base64Units() },
    compute: ([value], work) => {
      const text = knownText(value)
      return text === undefined ? undefined : known(work, Buffer.from(text, 'utf8').toString('base64'))
    },
  }),
  define({
    name: 'base64ToString',
    min: 1,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => {
      const text = knownText(value)
      if (text === undefined) return undefined
      const decoded = decodeBase64(text)
      return decoded === undefined ? refuse(work, 'takes a string in Base64') : known(work, decoded)
    },
  }),
  define({
    name: 'base64ToJson',
    min: 1,
    max: 1,
    compute: ([value], work) => {
      const text = knownText(value)
      if (text === undefined) return undefined
      const decoded = decodeBase64(text)
      return decoded === undefined ? refuse(work, 'takes a string in Base64') : jsonValue(work, decoded)
    },
  }),
  define({
    name: 'dataUri',
    min: 1,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => {
      const text = knownText(value)
      // `utf-8` by the engine (Bicep's FunctionResolverTests); the reference still shows `utf8`.
      return text === undefined ? undefined : known(work, `data:text/plain;charset=utf-8;base64,${encodeBase64(text)}`)
    },
  }),
  define({ name: 'dataUriToString', min: 1, max: 1, returns: { type: 'string' }, compute: dataUriToString }),
  define({ name: 'json', min: 1, max: 1, compute: json }),
  define({ name: 'guid', min: 1, max: Number.POSITIVE_INFINITY, returns: guidShape(), compute: guid }),
  define({
    name: 'uniqueString',
    min: 1,
    max: Number.POSITIVE_INFINITY,
    returns: uniqueShape(),
    compute: uniqueString,
  }),
  define({
    name: 'newGuid',
    min: 0,
    max: 0,
    compute: (_, { call, origin }) => unknown({ kind: 'runtime', name: 'newGuid' }, call.fresh(), origin, guidShape()),
  }),
]

function base64Units(): string {
  return 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/='
}

function encodeBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}

/** UTF-8 text in Base64 as .NET reads it: padded, white space ignored; undefined for anything else. */
function decodeBase64(text: string): string | undefined {
  const units = text.replace(/[ \t\r\n]/g, '')
  if (units.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(units)) return undefined
  return Buffer.from(units, 'base64').toString('utf8')
}

function dataUriToString([value]: readonly Value[], work: Work): Value | undefined {
  const text = knownText(value)
  if (text === undefined) return undefined
  const comma = text.indexOf(',')
  if (!text.toLowerCase().startsWith('data:') || comma < 0) return refuse(work, 'takes a data URI')
  const media = text.slice('data:'.length, comma).toLowerCase()
  const content = text.slice(comma + 1)
  if (!media.endsWith(';base64')) return /^[A-Za-z0-9+/=]*$/.test(content) ? known(work, content) : undefined
  if (/charset=(?!utf-?8;)/.test(media)) return undefined
  const decoded = decodeBase64(content)
  return decoded === undefined ? refuse(work, 'takes a data URI in Base64') : known(work, decoded)
}

function json([value]: readonly Value[], work: Work): Value | undefined {
  const text = knownText(value)
  return text === undefined ? undefined : jsonValue(work, text)
}

/** The namespace that the Bicep reference gives for `guid`. */
const guidNamespace = '11fb06fb-712d-4ddd-98c7-e71bbd588830'

function guidShape() {
  return { type: 'string', minLength: 36, maxLength: 36, alphabet: '0123456789abcdef-' } as const
}

/** RFC 4122 version 5 of the arguments joined with `-` (Bicep reference of `guid`). */
function guid(args: readonly Value[], work: Work): Value | undefined {
  const names: string[] = []
  for (const value of args) {
    const form = value.kind === 'literal' && value.value !== null ? formParts(work, value) : undefined
    const name = form && wholeText(form)
    if (name === undefined) return undefined
    names.push(name)
  }
  const namespace = Buffer.from(guidNamespace.replaceAll('-', ''), 'hex')
  const hash = createHash('sha1').update(namespace).update(names.join('-'), 'utf8').digest().subarray(0, 16)
  hash.writeUInt8(((hash[6] ?? 0) & 0x0f) | 0x50, 6)
  hash.writeUInt8(((hash[8] ?? 0) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex')
  return known(work, [0, 8, 12, 16, 20].map((start, at, all) => hex.slice(start, all[at + 1] ?? 32)).join('-'))
}

function uniqueShape() {
  return { type: 'string', minLength: 13, maxLength: 13, alphabet: 'abcdefghijklmnopqrstuvwxyz234567' } as const
}

/** Azure does not say how it hashes: 13 units of Base32 that nobody can foretell, the same for the same arguments. */
function uniqueString(args: readonly Value[], work: Work): Value {
  const open = args.some((value) => value.kind !== 'literal')
  const cause: Cause = open ? causeOf(work) : { kind: 'runtime', name: 'uniqueString' }
  const result = undecided(work, { ...uniqueShape(), secret: args.some(isSecret) })
  return unknown(cause, () => result.identity, work.origin, result)
}
