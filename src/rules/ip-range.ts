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
  const [a, b] = [bounds(outer), bounds(inner)]
  return a && b ? a[0] <= b[0] && b[1] <= a[1] : undefined
}

/** First and last address of an address, a CIDR range or `first-last`. */
function bounds(text: string): readonly [number, number] | undefined {
  const [from = '', to, ...more] = text.split('-')
  if (to !== undefined) {
    const [first, last] = [readAddress(from.trim()), readAddress(to.trim())]
    return first === undefined || last === undefined || more.length > 0 ? undefined : [first, last]
  }
  const range = readIpRange(text)
  const address = readAddress(text.trim().split('/')[0] ?? '')
  if (!range || address === undefined) return undefined
  const size = 2 ** (32 - range.prefix)
  const first = Math.floor(address / size) * size
  return [first, first + size - 1]
}
