/** What an entry of `networkAcls.ipRules` lets in. */
export interface IpRange {
  /** 0 to 32; a single address is 32. */
  readonly prefix: number
  readonly space: 'public' | 'private' | 'reserved' | 'everything'
}

/** Blocks that never come from the internet: first address, prefix, kind (IANA special-purpose registry, RFC 1918, RFC 6598). */
const special: readonly (readonly [first: string, prefix: number, space: 'private' | 'reserved'])[] = [
  ['10.0.0.0', 8, 'private'],
  ['172.16.0.0', 12, 'private'],
  ['192.168.0.0', 16, 'private'],
  ['0.0.0.0', 8, 'reserved'],
  ['100.64.0.0', 10, 'reserved'],
  ['127.0.0.0', 8, 'reserved'],
  ['169.254.0.0', 16, 'reserved'],
  ['192.0.0.0', 24, 'reserved'],
  ['198.18.0.0', 15, 'reserved'],
  ['224.0.0.0', 4, 'reserved'],
  ['240.0.0.0', 4, 'reserved'],
]

/**
 * Reads an IPv4 address or CIDR range; undefined when it is neither.
 *
 * Ranges that documentation uses (RFC 5737) count as public: templates carry them as placeholders.
 */
export function readIpRange(text: string): IpRange | undefined {
  const [address = '', length, ...more] = text.trim().split('/')
  const first = readAddress(address)
  if (first === undefined || more.length > 0) return undefined
  if (length !== undefined && !/^\d{1,2}$/.test(length)) return undefined
  const prefix = length === undefined ? 32 : Number(length)
  if (prefix > 32) return undefined
  if (prefix === 0) return { prefix, space: 'everything' }
  const block = special.find(([start, size]) => size <= prefix && shares(first, readAddress(start) ?? 0, size))
  return { prefix, space: block?.[2] ?? 'public' }
}

/** The address as a number, 0 to 2³²-1. */
function readAddress(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length !== 4) return undefined
  let address = 0
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined
    address = address * 256 + Number(part)
  }
  return address
}

function shares(a: number, b: number, prefix: number): boolean {
  const size = 2 ** (32 - prefix)
  return Math.floor(a / size) === Math.floor(b / size)
}

/** Whether the first range holds the whole second one (Azure Policy's `ipRangeContains`); undefined when either is no range. */
export function rangeContains(outer: string, inner: string): boolean | undefined {
  const [a, b] = [boundsOf(outer), boundsOf(inner)]
  if (!a || !b) return undefined
  return a.bits === b.bits && a.first <= b.first && b.last <= a.last
}

interface Bounds {
  readonly bits: number
  readonly first: bigint
  readonly last: bigint
}

/** First and last address of an address, a CIDR range or `first-last`, of either family. */
function boundsOf(text: string): Bounds | undefined {
  if (text.length > maxRange) return undefined
  const [from = '', to, ...more] = text.split('-')
  const first = parseAddress(from.trim().split('/')[0] ?? '')
  if (!first || more.length > 0) return undefined
  const { bits, value } = first
  if (to !== undefined) {
    const last = parseAddress(to.trim())
    return last?.bits === bits && !from.includes('/') ? { bits, first: value, last: last.value } : undefined
  }
  const [, length, ...others] = from.trim().split('/')
  if (others.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined
  const free = bits - Number(length ?? bits)
  if (free < 0) return undefined
  const size = 1n << BigInt(free)
  const start = (value / size) * size
  return { bits, first: start, last: start + size - 1n }
}

const maxRange = 200

function parseAddress(text: string): { readonly bits: number; readonly value: bigint } | undefined {
  if (!text.includes(':')) {
    const value = readAddress(text)
    return value === undefined ? undefined : { bits: 32, value: BigInt(value) }
  }
  const groups = readGroups(text)
  return groups && { bits: 128, value: groups.reduce((value, group) => value * 65_536n + BigInt(group), 0n) }
}

/** The eight groups of an IPv6 address (RFC 4291), the last two perhaps written as an IPv4 address. */
function readGroups(text: string): readonly number[] | undefined {
  const [before = '', after, ...more] = text.split('::')
  const [head, tail] = [readSide(before), after === undefined ? [] : readSide(after)]
  if (!head || !tail || more.length > 0) return undefined
  const missing = 8 - head.length - tail.length
  if (after === undefined ? missing !== 0 : missing < 1) return undefined
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

function readSide(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    const embedded = at === parts.length - 1 && part.includes('.') ? readAddress(part) : undefined
    if (embedded !== undefined) groups.push(Math.floor(embedded / 65_536), embedded % 65_536)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
