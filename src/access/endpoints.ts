import type { Expression, Program } from '../language/program.js'
import { literal, originAt } from '../evaluate/value.js'
import { visitExpression, visitExpressions } from './expressions.js'
import type { Visitor } from './expressions.js'
import { factsOf, lazily } from './facts.js'
import type { HardCodedEndpoint } from './model.js'

type Found = Pick<HardCodedEndpoint, 'endpoint' | 'cloud' | 'retired'> & { readonly host: string }

const suffixes = lazily((): readonly Found[] =>
  factsOf('endpoints').clouds.flatMap(({ cloud, retired, management, vaultSuffix, managedHsmSuffix }) => [
    { endpoint: 'management', host: management, cloud, retired },
    { endpoint: 'vault', host: vaultSuffix, cloud, retired },
    ...(managedHsmSuffix === null ? [] : [{ endpoint: 'managedHSM', host: managedHsmSuffix, cloud, retired } as const]),
  ]),
)

/** Finds the files, and the places in them, that are worth a look. */
const sought = lazily(() => {
  const hosts = suffixes().map(({ host }) => host.replaceAll('.', '\\.'))
  return new RegExp(hosts.join('|'), 'gi')
})

const found = new WeakMap<Program, readonly HardCodedEndpoint[]>()

/**
 * Endpoints of vaults and of the management plane that a program writes out, one for each text that holds any.
 *
 * None are texts under the name of their cloud (a table of clouds), those that a condition on `environment()` chooses, private
 * DNS zones, and texts of several lines, which are scripts.
 */
export function findEndpoints(program: Program): readonly HardCodedEndpoint[] {
  const known = found.get(program)
  if (known) return known
  const endpoints: HardCodedEndpoint[] = []
  const clouds = new Set(factsOf('endpoints').clouds.map(({ cloud }) => cloud.toLowerCase()))
  const look: Visitor = (expression, key) => {
    if (key !== undefined && clouds.has(key.toLowerCase())) return false
    if (expression.kind === 'if' && asksForCloud(expression.condition)) return false
    if (expression.kind === 'literal' && typeof expression.value === 'string' && !expression.value.includes('\n')) {
      const match = matchEndpoint(expression.value)
      if (match) endpoints.push(makeEndpoint(match, expression.span))
    }
    return true
  }
  visitExpressions(program, look, sought())
  found.set(program, endpoints)
  return endpoints
}

/** Whether a program writes out any. */
export function writesEndpoints(program: Program): boolean {
  return findEndpoints(program).length > 0
}

/** Whether a condition looks at the cloud that is deployed to. */
function asksForCloud(condition: Expression): boolean {
  let asks = false
  visitExpression(condition, (expression) => {
    asks ||= expression.kind === 'call' && expression.name.toLowerCase() === 'environment'
    return !asks
  })
  return asks
}

/** The first endpoint that a text names. */
export function matchEndpoint(text: string): Found | undefined {
  const folded = text.toLowerCase()
  return suffixes().flatMap((suffix) => {
    const host = hostIn(folded, suffix)
    return host === undefined ? [] : [{ ...suffix, host }]
  })[0]
}

/** The host with that suffix; of a management endpoint the host is the suffix itself. */
function hostIn(text: string, { host, endpoint }: Found): string | undefined {
  for (let at = text.indexOf(host); at >= 0; at = text.indexOf(host, at + 1)) {
    const before = text[at - 1] ?? ''
    const after = text[at + host.length] ?? ''
    if (/[a-z0-9.-]/.test(after) || /[a-z0-9-]/.test(before) || (before === '.' && endpoint === 'management')) continue
    const start = endpoint === 'management' || before !== '.' ? at : labelStart(text, at - 1)
    const found = text.slice(start, at + host.length)
    if (!found.startsWith('privatelink.')) return found
  }
  return undefined
}

function labelStart(text: string, dot: number): number {
  let at = dot
  while (at > 0 && /[a-z0-9-]/.test(text[at - 1] ?? '')) at--
  return at === dot ? dot + 1 : at
}

function makeEndpoint({ endpoint, host, cloud, retired }: Found, span: HardCodedEndpoint['span']): HardCodedEndpoint {
  return {
    kind: 'endpoint',
    id: `${span.file}#${host}`,
    head: span,
    span,
    type: 'endpoint',
    name: host,
    endpoint,
    host: literal(host, originAt(span)),
    cloud,
    retired,
  }
}
