import { entryOf, objectOf, type Value } from '../value.js'
import { define, known, refuse, type TemplateFunction, type Work } from './call.js'
import { knownInt, knownText } from './pieces.js'

/** Functions of address ranges, from the Bicep reference of CIDR functions; IPv4 and IPv6. */
export const cidrFunctions: readonly TemplateFunction[] = [
  define({ name: 'parseCidr', min: 1, max: 1, returns: { type: 'object' }, compute: parseCidr }),
  define({ name: 'cidrSubnet', min: 3, max: 3, returns: { type: 'string' }, compute: cidrSubnet }),
  define({ name: 'cidrHost', min: 2, max: 2, returns: { type: 'string' }, compute: cidrHost }),
]

interface Range {
  readonly bits: 32 | 128
  readonly prefix: number
  /** The first address. */
  readonly network: bigint
  /** The last address. */
  readonly last: bigint
}

/** Undefined: cannot be told. */
function rangeOf(work: Work, value: Value | undefined): Range | Value | undefined {
  const text = knownText(value)
  if (text === undefined) return undefined
  const [, address, length] = /^([0-9A-Fa-f:.]{1,45})\/(\d{1,3})$/.exec(text) ?? []
  const refusal = refuse(work, 'takes a range in CIDR notation, such as `10.0.0.0/24`')
  if (address === undefined || length === undefined) return refusal
  const bits = address.includes(':') ? 128 : 32
  const number = bits === 32 ? parseIPv4(address) : parseIPv6(address)
  if (number === undefined) return undefined
  if (number === null || Number(length) > bits) return refusal
  const prefix = Number(length)
  const hosts = (1n << BigInt(bits - prefix)) - 1n
  const network = number.value & ~hosts
  return { bits, prefix, network, last: network | hosts }
}

interface Address {
  readonly value: bigint
}

/** Null: no address; undefined: one that versions of .NET read in different ways. */
function parseIPv4(text: string): Address | null | undefined {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)) return null
  if (octets.some((octet) => octet.length > 1 && octet.startsWith('0'))) return undefined
  return { value: octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n) }
}

function parseIPv6(text: string): Address | null | undefined {
  if (text.includes('.')) return undefined
  const halves = text.split('::')
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = groups.flat()
  const missing = 8 - given.length
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null
  if (!given.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return null
  const [before = [], after = []] = groups
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return { value: all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n) }
}

function addressText(value: bigint, bits: 32 | 128): string | undefined {
  return bits === 32 ? formatIPv4(value) : formatIPv6(value)
}

function formatIPv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
}

/** RFC 5952; undefined for addresses that .NET writes with an IPv4 address at their end. */
function formatIPv6(value: bigint): string | undefined {
  const groups = Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16))
  if (value >> 48n === 0n && value > 0xffffn) return undefined
  let best = { start: 0, length: 0 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (groups[start + length] === '0') length++
    if (length > best.length) best = { start, length }
  }
  if (best.length < 2) return groups.join(':')
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`
}

function isRange(range: Range | Value): range is Range {
  return 'bits' in range
}

function parseCidr([network]: readonly Value[], work: Work): Value | undefined {
  const range = rangeOf(work, network)
  if (!range || !isRange(range)) return range
  const { bits, prefix, last } = range
  const all = (1n << BigInt(bits)) - 1n
  const usable = bits === 32 && prefix < 31
  const addresses: [string, bigint][] = [
    ['network', range.network],
    ['netmask', all ^ (last - range.network)],
    ...(bits === 32 ? [['broadcast', last] satisfies [string, bigint]] : []),
    ['firstUsable', usable ? range.network + 1n : range.network],
    ['lastUsable', usable ? last - 1n : last],
  ]
  const entries = addresses.map(([key, address]) => [key, addressText(address, bits)] as const)
  // How Azure counts the two addresses of a /31 is not documented.
  if (entries.some(([, text]) => text === undefined) || (bits === 32 && prefix === 31)) return undefined
  return objectOf(
    [...entries, ['cidr', prefix] as const].map(([key, each]) =>
      entryOf(key, work.call.span, known(work, each ?? null)),
    ),
    work.origin,
  )
}

function cidrSubnet([network, lengthValue, indexValue]: readonly Value[], work: Work): Value | undefined {
  const range = rangeOf(work, network)
  if (!range || !isRange(range)) return range
  const length = knownInt(lengthValue)
  const index = knownInt(indexValue)
  if (length === undefined || index === undefined) return undefined
  if (length < range.prefix || length > range.bits) {
    return refuse(work, `takes a new length between /${range.prefix} and /${range.bits}`)
  }
  if (index < 0) return refuse(work, 'takes no negative index')
  const subnet = range.network + (BigInt(index) << BigInt(range.bits - length))
  const text = subnet > range.last ? undefined : addressText(subnet, range.bits)
  return text === undefined ? undefined : known(work, `${text}/${length}`)
}

function cidrHost([network, indexValue]: readonly Value[], work: Work): Value | undefined {
  const range = rangeOf(work, network)
  if (!range || !isRange(range)) return range
  const index = knownInt(indexValue)
  if (index === undefined || range.bits - range.prefix < 2) return undefined
  if (index < 0) return refuse(work, 'takes no negative index')
  const host = range.network + 1n + BigInt(index)
  const text = host >= range.last ? undefined : addressText(host, range.bits)
  return text === undefined ? undefined : known(work, text)
}
