import type { Part } from '../parts.js'
import { propertyOf } from '../member.js'
import { callIdentity, entryOf, objectOf, textOf, unknown, type Value } from '../value.js'
import { define, derived, known, type TemplateFunction, type Work } from './call.js'
import { knownInt, knownText, stringParts } from './pieces.js'

/** Functions of URIs, from the ARM and Bicep references of string functions. */
export const uriFunctions: readonly TemplateFunction[] = [
  define({ name: 'uri', min: 2, max: 2, returns: { type: 'string' }, compute: uri }),
  define({ name: 'uriComponent', min: 1, max: 1, returns: { type: 'string' }, compute: uriComponent }),
  define({
    name: 'uriComponentToString',
    min: 1,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => {
      const text = knownText(value)
      const decoded = text === undefined ? undefined : decode(text)
      return decoded === undefined ? undefined : known(work, decoded)
    },
  }),
  define({ name: 'parseUri', min: 1, max: 1, returns: { type: 'object' }, compute: parseUri }),
  define({ name: 'buildUri', min: 1, max: 1, returns: { type: 'string' }, deep: true, compute: buildUri }),
]

/** Only plain units, which .NET's `Uri` and RFC 3986 treat alike; anything else is left undecided. */
const plainUri =
  /^(?<scheme>https?):\/\/(?<host>[A-Za-z0-9.-]+)(?::(?<port>\d{1,5}))?(?<path>(?:\/[A-Za-z0-9._~-]+)*\/?)(?<query>\?[A-Za-z0-9=&._~-]*)?$/

function uri([base, relative]: readonly Value[], work: Work): Value | undefined {
  const from = knownText(base)
  const to = knownText(relative)
  if (from === undefined || to === undefined || !plainUri.test(from)) return undefined
  if (!/^(?!\/\/)[A-Za-z0-9._~/-]+(?:\?[A-Za-z0-9=&._~-]*)?$/.test(to)) return undefined
  return URL.canParse(to, from) ? known(work, new URL(to, from).href) : undefined
}

const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

/** As `Uri.EscapeDataString`: every byte of UTF-8 but the unreserved ones. */
function uriComponent([value]: readonly Value[], work: Work): Value | undefined {
  const parts = stringParts(value)
  if (!parts || parts.some((part) => typeof part === 'string' && loneSurrogate.test(part))) return undefined
  const encoded = parts.map((part): Part => {
    return typeof part === 'string' ? encode(part) : derived(work, work.name, [part], { type: 'string' })
  })
  return textOf(encoded, work.origin)
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (unit) => `%${unit.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Undefined where an escape stands for no text in UTF-8. */
function decode(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  const decoded = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
  return decoded.includes('\uFFFD') ? undefined : decoded
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
])

/** `scheme`, `host` and what is written of the rest; whether the rest is absent or null otherwise is not documented. */
function parseUri([value]: readonly Value[], work: Work): Value | undefined {
  const text = knownText(value)
  const { scheme, host, port, path, query } = plainUri.exec(text ?? '')?.groups ?? {}
  if (scheme === undefined || host === undefined) return undefined
  const found: [string, string | number][] = [
    ['scheme', scheme],
    ['host', host.toLowerCase()],
  ]
  if (port !== undefined && Number(port) !== defaultPorts.get(scheme)) found.push(['port', Number(port)])
  if (path !== undefined && path !== '' && path !== '/') found.push(['path', path])
  if (query !== undefined && query !== '?') found.push(['query', query])
  const entries = found.map(([key, each]) => entryOf(key, work.call.span, known(work, each)))
  if (found.length === 5) return objectOf(entries, work.origin)
  const cause = { kind: 'unsupported', what: '`parseUri` of a URI without port, path or query' } as const
  return objectOf(
    entries,
    work.origin,
    unknown(cause, () => callIdentity(work.name, work.args), work.origin, { type: 'object' }),
  )
}

function buildUri([value]: readonly Value[], work: Work): Value | undefined {
  if (value?.kind !== 'object' || value.open) return undefined
  const part = (name: string): Value | undefined => {
    const member = propertyOf(value, name)
    return member.kind === 'value' ? member.value : undefined
  }
  const [scheme, host] = [knownText(part('scheme')), knownText(part('host'))]
  const port = part('port') ? knownInt(part('port')) : ''
  const path = part('path') ? knownText(part('path')) : '/'
  const query = part('query') ? knownText(part('query')) : ''
  const told = [scheme, host, port, path, query].every((each) => each !== undefined)
  if (!told || scheme === undefined || port === defaultPorts.get(scheme)) return undefined
  const text = `${scheme}://${host}${port === '' ? '' : `:${port}`}${path}${query}`
  return plainUri.test(text) && path?.startsWith('/') ? known(work, text) : undefined
}
