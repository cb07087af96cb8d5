import { createHash } from 'node:crypto'
import type { Unavailable } from './language/modules.js'
import type { OciReference } from './language/module-reference.js'
import type { Fetched } from './language/registry.js'
import { decodeText } from './source/decode.js'
import { NAME, VERSION } from './version.js'

/** What the entries say of the registries that may be asked. */
export interface RegistryAccess {
  /** Hosts, perhaps with a port, as the base configuration has them; nothing else is ever asked. */
  readonly allowed: readonly string[]
  /**
   * Where credentials come from, and from nowhere else: `KV_REVIEW_REGISTRY_TOKEN` (a bearer token), or
   * `KV_REVIEW_REGISTRY_USERNAME` and `KV_REVIEW_REGISTRY_PASSWORD`. They go to the host of `KV_REVIEW_REGISTRY`; without
   * that, to the one allowed registry, where there is only one.
   */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly limits?: Partial<RegistryLimits>
}

export interface RegistryLimits {
  /** Bytes of a module. */
  readonly bytes: number
  /** Milliseconds for one module, redirects and tokens included. */
  readonly time: number
  readonly redirects: number
}

const defaultLimits: RegistryLimits = { bytes: 16 * 1024 * 1024, time: 20_000, redirects: 3 }
const maxManifest = 1024 * 1024
const maxToken = 64 * 1024

const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const artifactType = 'application/vnd.ms.bicep.module.artifact'
const layerType = 'application/vnd.ms.bicep.module.layer.v1+json'

export interface RegistryClient {
  /** Whether the base configuration allows the registry: the same host and port, letter case aside. */
  readonly allows: (reference: OciReference) => boolean
  /** The compiled module; whatever goes wrong is an answer. */
  readonly fetch: (reference: OciReference) => Promise<Fetched>
}

/**
 * A client of OCI registries that reads Bicep modules and nothing else.
 *
 * HTTPS, plain HTTP for loopback hosts only. What is brought is held to the digest that names it; only such content may
 * come from another host by redirect, and no credential goes there.
 * Protocol: https://github.com/opencontainers/distribution-spec and https://distribution.github.io/distribution/spec/auth/token.
 */
export function openRegistryClient({ allowed, env, limits }: RegistryAccess): RegistryClient {
  const hosts = new Set(allowed.map((host) => host.toLowerCase()))
  const allows = ({ registry }: OciReference): boolean => hosts.has(registry)
  const bounds = { ...defaultLimits, ...limits }
  return {
    allows,
    async fetch(reference) {
      if (!allows(reference)) return unavailable('the configuration does not allow its registry')
      try {
        return await new Download(reference, credentialsFor(reference.registry, hosts, env), bounds).module()
      } catch (error) {
        return unavailable(whyOf(error, reference, bounds))
      }
    },
  }
}

interface Credentials {
  readonly bearer?: string
  /** User and password, encoded. */
  readonly basic?: string
}

function credentialsFor(host: string, hosts: ReadonlySet<string>, env: RegistryAccess['env']): Credentials {
  const named = env['KV_REVIEW_REGISTRY']?.toLowerCase()
  if (named ? named !== host : hosts.size !== 1) return {}
  const bearer = env['KV_REVIEW_REGISTRY_TOKEN']
  const password = env['KV_REVIEW_REGISTRY_PASSWORD']
  const pair = `${env['KV_REVIEW_REGISTRY_USERNAME'] ?? ''}:${password ?? ''}`
  return {
    ...(bearer ? { bearer } : {}),
    ...(password ? { basic: Buffer.from(pair).toString('base64') } : {}),
  }
}

/** Words that follow "since" for what a registry did; everything else that is thrown is our mistake. */
class Refused extends Error {}

function whyOf(error: unknown, { registry }: OciReference, { time }: RegistryLimits): string {
  if (error instanceof Refused) return error.message
  const { name, cause } = isObject(error) ? error : {}
  if (name === 'TimeoutError') return `\`${registry}\` did not answer within ${time / 1000} s`
  // What `fetch` throws where there is no connection, with the system's word for it inside.
  if (name !== 'TypeError' || !isObject(cause)) throw error
  return `\`${registry}\` could not be reached (${String(cause['code'] ?? cause['message'])})`
}

interface Wanted {
  readonly accept: string
  readonly most: number
  /** Known beforehand; then it may come from another host. */
  readonly digest?: string
}

/** One module on its way: manifest, then the layer that it names. */
class Download {
  readonly #reference: OciReference
  readonly #credentials: Credentials
  readonly #limits: RegistryLimits
  readonly #signal: AbortSignal
  #authorization: string | undefined

  constructor(reference: OciReference, credentials: Credentials, limits: RegistryLimits) {
    this.#reference = reference
    this.#credentials = credentials
    this.#limits = limits
    this.#signal = AbortSignal.timeout(limits.time)
    this.#authorization = credentials.bearer === undefined ? undefined : `Bearer ${credentials.bearer}`
  }

  async module(): Promise<Fetched> {
    const { version } = this.#reference
    const digest = version.startsWith('sha256:') ? { digest: version } : {}
    const manifest = await this.#get(`manifests/${version}`, { accept: manifestType, most: maxManifest, ...digest })
    const layer = readManifest(manifest)
    const { bytes: most } = this.#limits
    if (layer.size > most) throw new Refused(`it has ${layer.size} bytes, more than the ${most} that are read`)
    const bytes = await this.#get(`blobs/${layer.digest}`, { accept: '*/*', most, digest: layer.digest })
    const text = decodeText(bytes, most)
    return text.kind === 'text' ? text : unavailable(text.reason)
  }

  /** The bytes at a path of the repository, held to their digest. */
  async #get(path: string, wanted: Wanted): Promise<Uint8Array> {
    const { registry, repository } = this.#reference
    const url = new URL(`${schemeOf(registry)}//${registry}/v2/${repository}/${path}`)
    let response = await this.#follow(url, wanted)
    if (response.status === 401 && (await this.#login(response))) response = await this.#follow(url, wanted)
    if (response.status === 401 || response.status === 403)
      throw new Refused(
        `\`${registry}\` asks for a login (${response.status}); credentials are taken from KV_REVIEW_REGISTRY_TOKEN, or KV_REVIEW_REGISTRY_USERNAME and KV_REVIEW_REGISTRY_PASSWORD`,
      )
    if (response.status === 404) throw new Refused(`\`${registry}\` has no such module (404)`)
    if (response.status !== 200) throw new Refused(`\`${registry}\` answered ${response.status}`)
    const bytes = await readBody(response, wanted.most)
    const stated = wanted.digest ?? response.headers.get('docker-content-digest')
    if (stated?.startsWith('sha256:') && stated !== digestOf(bytes))
      throw new Refused(`what \`${registry}\` sent has another digest than ${stated.slice(0, 19)}…`)
    return bytes
  }

  async #follow(from: URL, { accept, digest }: Wanted): Promise<Response> {
    let url = from
    for (let step = 0; ; step++) {
      const own = url.host === from.host
      const response = await fetch(url, {
        redirect: 'manual',
        signal: this.#signal,
        headers: {
          accept,
          'user-agent': `${NAME}/${VERSION}`,
          ...(own && this.#authorization !== undefined ? { authorization: this.#authorization } : {}),
        },
      })
      const target = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || target === null) return response
      await response.body?.cancel()
      if (step >= this.#limits.redirects) throw new Refused(`\`${from.host}\` redirects more than ${step} times`)
      url = redirected(url, target, from, digest !== undefined)
    }
  }

  /** Asks for a token, or takes the password, as the registry demands; false where there is nothing to try. */
  async #login(response: Response): Promise<boolean> {
    const challenge = response.headers.get('www-authenticate') ?? ''
    await response.body?.cancel()
    const { basic } = this.#credentials
    if (/^basic\b/i.test(challenge)) {
      this.#authorization = basic === undefined ? undefined : `Basic ${basic}`
      return basic !== undefined
    }
    // A token that was given and refused is not replaced by an anonymous one.
    if (!/^bearer\b/i.test(challenge) || this.#credentials.bearer !== undefined) return false
    const token = await this.#token(challenge)
    this.#authorization = `Bearer ${token}`
    return true
  }

  /** Only from the registry's own host, so that a password goes nowhere else. */
  async #token(challenge: string): Promise<string> {
    const { registry, repository } = this.#reference
    const fields = new Map([...challenge.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, name, value]) => [name, value]))
    const realm = parseUrl(fields.get('realm') ?? '')
    if (
      !realm ||
      realm.username !== '' ||
      realm.password !== '' ||
      realm.protocol !== schemeOf(registry) ||
      realm.host !== new URL(`${schemeOf(registry)}//${registry}`).host
    )
      throw new Refused(`\`${registry}\` sends elsewhere for a login`)
    const service = fields.get('service')
    if (service !== undefined) realm.searchParams.set('service', service)
    realm.searchParams.set('scope', `repository:${repository}:pull`)
    const { basic } = this.#credentials
    const response = await fetch(realm, {
      redirect: 'error',
      signal: this.#signal,
      headers: basic === undefined ? {} : { authorization: `Basic ${basic}` },
    })
    if (response.status !== 200) throw new Refused(`\`${registry}\` refused a token (${response.status})`)
    const answer = parseObject(await readBody(response, maxToken))
    const token = answer['token'] ?? answer['access_token']
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
      throw new Refused(`\`${registry}\` sent no token that can be used`)
    return token
  }
}

/** Where a redirect leads: within the registry, or for content known by its digest to another public host. */
function redirected(url: URL, target: string, from: URL, isKnown: boolean): URL {
  const next = parseUrl(target, url)
  if (!next || next.username !== '' || next.password !== '') throw new Refused(`\`${from.host}\` redirects to nowhere`)
  if (next.protocol !== from.protocol) throw new Refused(`\`${from.host}\` redirects to another scheme`)
  if (next.host !== from.host && (!isKnown || (!isLoopback(from.hostname) && isPrivate(next.hostname))))
    throw new Refused(`\`${from.host}\` redirects to another host`)
  return next
}

function parseUrl(text: string, base?: URL): URL | undefined {
  return URL.canParse(text, base?.href) ? new URL(text, base) : undefined
}

function schemeOf(registry: string): 'http:' | 'https:' {
  return isLoopback(registry.replace(/:\d+$/, '')) ? 'http:' : 'https:'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

/** Addresses, and names that only a local network knows, where no registry keeps its content. */
function isPrivate(host: string): boolean {
  return (
    host.startsWith('[') || /^[\d.]+$/.test(host) || !host.includes('.') || /\.(?:local|internal|localhost)$/.test(host)
  )
}

interface Layer {
  readonly digest: string
  readonly size: number
}

/** The compiled template among the layers of a manifest. */
function readManifest(bytes: Uint8Array): Layer {
  const manifest = parseObject(bytes)
  const type = manifest['artifactType']
  const layers = Array.isArray(manifest['layers']) ? (manifest['layers'] as readonly unknown[]) : []
  const layer = layers.filter(isObject).find(({ mediaType }) => String(mediaType).toLowerCase() === layerType)
  const { digest, size } = layer ?? {}
  if ((typeof type === 'string' && type !== artifactType) || !layer) throw new Refused('it is no Bicep module')
  if (typeof digest !== 'string' || !/^sha256:[a-f0-9]{64}$/.test(digest) || typeof size !== 'number')
    throw new Refused('its manifest names no content by a SHA-256 digest')
  return { digest, size }
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return isObject(value) ? value : {}
  } catch {
    throw new Refused('its registry sent something else than JSON')
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function readBody(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > most) {
      await response.body?.cancel().catch(() => undefined)
      throw new Refused(`it has more than the ${most} bytes that are read`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function unavailable(why: string): Unavailable {
  return { kind: 'unavailable', why }
}
