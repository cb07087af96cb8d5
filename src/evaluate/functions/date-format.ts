const months = 'January February March April May June July August September October November December'.split(' ')
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

/** The invariant culture's patterns of .NET's standard formats; the ones that are missing are not worked out. */
const standardFormats: ReadonlyMap<string, string> = new Map([
  ['d', 'MM/dd/yyyy'],
  ['o', "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"],
  ['O', "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'"],
  ['r', "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"],
  ['R', "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'"],
  ['s', "yyyy-MM-dd'T'HH:mm:ss"],
  ['u', "yyyy-MM-dd HH:mm:ss'Z'"],
])

/**
 * A time (milliseconds since 1970, UTC) in one of .NET's date formats, standard or custom, in the invariant culture.
 *
 * Undefined for a format that is not worked out or that .NET refuses, and for years that .NET does not have.
 */
export function formatDate(time: number, format: string): string | undefined {
  const date = new Date(time)
  const year = date.getUTCFullYear()
  if (Number.isNaN(time) || !(year >= 1 && year <= 9999)) return undefined
  const pattern = format.length === 1 ? standardFormats.get(format) : format.replace(/^%(?=.$)/, '')
  if (pattern === undefined || pattern === '') return undefined
  let result = ''
  for (let at = 0; at < pattern.length; ) {
    const unit = pattern.charAt(at)
    if (unit === '\\') {
      if (at + 1 >= pattern.length) return undefined
      result += pattern.charAt(at + 1)
      at += 2
    } else if (unit === "'" || unit === '"') {
      const end = pattern.indexOf(unit, at + 1)
      if (end < 0) return undefined
      const quoted = pattern.slice(at + 1, end)
      if (quoted.includes('\\')) return undefined
      result += quoted
      at = end + 1
    } else {
      const length = runLength(pattern, at)
      const text = field(date, unit, length)
      if (text === undefined) return undefined
      result += text
      at += length
    }
  }
  return result
}

function runLength(pattern: string, at: number): number {
  let end = at + 1
  while (end < pattern.length && pattern.charAt(end) === pattern.charAt(at)) end++
  return end - at
}

/** What a run of one letter gives; other units stand for themselves. */
function field(date: Date, unit: string, length: number): string | undefined {
  switch (unit) {
    case 'y':
      return yearText(date.getUTCFullYear(), length)
    case 'M':
      if (length > 2) return length === 3 ? months[date.getUTCMonth()]?.slice(0, 3) : months[date.getUTCMonth()]
      return pad(date.getUTCMonth() + 1, length)
    case 'd':
      if (length > 2) return length === 3 ? days[date.getUTCDay()]?.slice(0, 3) : days[date.getUTCDay()]
      return pad(date.getUTCDate(), length)
    case 'H':
      return pad(date.getUTCHours(), Math.min(length, 2))
    case 'h':
      return pad(date.getUTCHours() % 12 || 12, Math.min(length, 2))
    case 'm':
      return pad(date.getUTCMinutes(), Math.min(length, 2))
    case 's':
      return pad(date.getUTCSeconds(), Math.min(length, 2))
    case 'f':
      return length > 7 ? undefined : `${pad(date.getUTCMilliseconds(), 3)}0000`.slice(0, length)
    case 't': {
      const half = date.getUTCHours() < 12 ? 'AM' : 'PM'
      return length === 1 ? half.charAt(0) : half
    }
    case 'K':
      return 'Z'.repeat(length)
    case 'F':
    case 'g':
    case 'z':
    case '%':
      return undefined
    default:
      return unit.repeat(length)
  }
}

function yearText(year: number, length: number): string {
  return length <= 2 ? pad(year % 100, length) : pad(year, length)
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

const extended = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/
const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)()(Z)$/

/** Milliseconds since 1970 of an ISO 8601 time; without a zone it is UTC. Undefined for what is none. */
export function parseDate(text: string): number | undefined {
  const found = extended.exec(text) ?? compact.exec(text)
  if (!found) return undefined
  const [, year, month, date, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = found
  const fields = [Number(year), Number(month) - 1, Number(date), Number(hour), Number(minute), Number(second)] as const
  const parsed = new Date(0)
  parsed.setUTCFullYear(fields[0], fields[1], fields[2])
  parsed.setUTCHours(fields[3], fields[4], fields[5], Number(fraction.padEnd(3, '0').slice(0, 3)))
  const read = [
    parsed.getUTCFullYear(),
    parsed.getUTCMonth(),
    parsed.getUTCDate(),
    parsed.getUTCHours(),
    parsed.getUTCMinutes(),
    parsed.getUTCSeconds(),
  ]
  if (read.some((value, at) => value !== fields[at]) || year === '0000') return undefined
  return parsed.getTime() - offsetOf(zone)
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0
  const size = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return (zone.startsWith('-') ? -size : size) * 60_000
}
