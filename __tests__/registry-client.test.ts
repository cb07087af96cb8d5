import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { OciReference } from '../src/language/module-reference.js'
import type { Fetched } from '../src/language/registry.js'
import { openRegistryClient, type RegistryAccess, type RegistryLimits } from '../src/registry-client.js'
import { VERSION } from '../src/version.js'
import { type Answer, type Asked, digestOf, type FakeRegistry, manifestOf, openFake } from './registry-client/fake.js'
import { findRegistry, type RegistryServer, startRegistry } from './registry-client/server.js'

const content = '{"$schema": "x"}'
const open: FakeRegistry[] = []

afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close()
})

async function fakeOf(answer: (asked: Asked, host: string) => Answer | undefined): Promise<FakeRegistry> {
  const fake = await openFake(answer)
  open.push(fake)
  return fake
}

function referenceTo(registry: string, version = '1', repository = 'bicep/a'): OciReference {
  return { kind: 'oci', registry, repository, version }
}

async function fetchFrom(
  { host }: { readonly host: string },
  {
    env = {},
    limits = {},
    version = '1',
  }: { env?: RegistryAccess['env']; limits?: Partial<RegistryLimits>; version?: string } = {},
): Promise<Fetched> {
  return openRegistryClient({ allowed: [host], env, limits }).fetch(referenceTo(host, version))
}

/** Answers as a registry that has the module, but for the paths that begin with a key. */
function having(
  others: Readonly<Record<string, Answer | ((asked: Asked, host: string) => Answer | undefined)>> = {},
): (asked: Asked, host: string) => Answer | undefined {
  return (asked, host) => {
    const other = Object.entries(others).find(([start]) => asked.path.startsWith(start))?.[1]
    if (other) return typeof other === 'function' ? other(asked, host) : other
    if (asked.path.startsWith('/v2/bicep/a/manifests/')) return { body: manifestOf(content) }
    if (asked.path === `/v2/bicep/a/blobs/${digestOf(content)}`) return { body: content }
    return { status: 404 }
  }
}

describe('a module', () => {
  test('is the layer that its manifest names', async () => {
    const fake = await fakeOf(having())
    expect(await fetchFrom(fake)).toEqual({ kind: 'text', text: content })
    expect(fake.asked.map(({ path }) => path)).toEqual([
      '/v2/bicep/a/manifests/1',
      `/v2/bicep/a/blobs/${digestOf(content)}`,
    ])
    expect(fake.asked.map(({ headers }) => [headers.accept, headers.authorization, headers['user-agent']])).toEqual([
      ['application/vnd.oci.image.manifest.v1+json', undefined, `keyvault-access-review/${VERSION}`],
      ['*/*', undefined, `keyvault-access-review/${VERSION}`],
    ])
  })

  test('may be asked for by digest, which its manifest must have', async () => {
    const fake = await fakeOf(having())
    expect(await fetchFrom(fake, { version: digestOf(manifestOf(content)) })).toEqual({ kind: 'text', text: content })
    expect(await fetchFrom(fake, { version: digestOf('other') })).toEqual({
      kind: 'unavailable',
      why: expect.stringMatching(/has another digest than sha256:[0-9a-f]{12}…$/) as unknown,
    })
  })

  test('of a registry that is not allowed is never asked for', async () => {
    const fake = await fakeOf(having())
    const client = openRegistryClient({ allowed: ['example.azurecr.io', `${fake.host}0`, '127.0.0.1'], env: {} })
    expect(client.allows(referenceTo(fake.host))).toBe(false)
    expect(await client.fetch(referenceTo(fake.host))).toEqual({
      kind: 'unavailable',
      why: 'the configuration does not allow its registry',
    })
    expect(fake.asked).toEqual([])
  })

  test('is allowed by the whole host, letter case aside', () => {
    const { allows } = openRegistryClient({ allowed: ['Example.azurecr.io'], env: {} })
    const hosts = ['example.azurecr.io', 'evil-example.azurecr.io', 'example.azurecr.io:444', 'azurecr.io']
    expect(hosts.map((host) => allows(referenceTo(host)))).toEqual([true, false, false, false])
  })
})

describe('what is wrong is told', () => {
  const layer = (more: object) => ({
    body: manifestOf(content, {
      layers: [
        { mediaType: 'application/vnd.ms.bicep.module.layer.v1+json', digest: digestOf(content), size: 9, ...more },
      ],
    }),
  })
  const manifest = '/v2/bicep/a/manifests/'
  const blob = '/v2/bicep/a/blobs/'

  test.each<[string, Parameters<typeof having>[0], string]>([
    ['a module that is not there', { [manifest]: { status: 404 } }, '`HOST` has no such module (404)'],
    ['a layer that is not there', { [blob]: { status: 404 } }, '`HOST` has no such module (404)'],
    ['a registry that fails', { [manifest]: { status: 503 } }, '`HOST` answered 503'],
    ['no JSON', { [manifest]: { body: '<html>' } }, 'its registry sent something else than JSON'],
    ['JSON that is no object', { [manifest]: { body: '[]' } }, 'it is no Bicep module'],
    [
      'another artifact',
      { [manifest]: { body: manifestOf(content, { artifactType: 'x/y' }) } },
      'it is no Bicep module',
    ],
    [
      'an image',
      { [manifest]: layer({ mediaType: 'application/vnd.oci.image.layer.v1.tar' }) },
      'it is no Bicep module',
    ],
    [
      'another kind of digest',
      { [manifest]: layer({ digest: `sha512:${'0'.repeat(128)}` }) },
      'its manifest names no content by a SHA-256 digest',
    ],
    [
      'a path for a digest',
      { [manifest]: layer({ digest: '../../../secret' }) },
      'its manifest names no content by a SHA-256 digest',
    ],
    [
      'other content',
      { [blob]: { body: `${content} ` } },
      `what \`HOST\` sent has another digest than ${digestOf(content).slice(0, 19)}…`,
    ],
    [
      'a manifest with another digest than the registry says',
      { [manifest]: { body: manifestOf(content), headers: { 'docker-content-digest': digestOf('x') } } },
      `what \`HOST\` sent has another digest than ${digestOf('x').slice(0, 19)}…`,
    ],
    [
      'a size that is too large',
      { [manifest]: layer({ size: 65 }) },
      'it has 65 bytes, more than the 64 that are read',
    ],
    [
      'content that is larger than its size says',
      { [blob]: { body: 'x'.repeat(65) } },
      'it has more than the 64 bytes that are read',
    ],
    [
      'a manifest without an end',
      { [manifest]: { body: 'x'.repeat(1024 * 1024 + 1) } },
      'it has more than the 1048576 bytes that are read',
    ],
  ])('%s', async (_, others, why) => {
    const fake = await fakeOf(having(others))
    expect(await fetchFrom(fake, { limits: { bytes: 64 } })).toEqual({
      kind: 'unavailable',
      why: why.replace('HOST', fake.host),
    })
  })

  test('text that is no UTF-8', async () => {
    const bytes = Uint8Array.of(0x7b, 0xff, 0x7d)
    const fake = await fakeOf(
      having({
        [manifest]: layer({ digest: digestOf(bytes) }),
        [blob]: { body: bytes },
      }),
    )
    expect(await fetchFrom(fake)).toEqual({ kind: 'unavailable', why: 'it is not valid UTF-8' })
  })

  test('a registry that never answers', async () => {
    const fake = await fakeOf(() => undefined)
    expect(await fetchFrom(fake, { limits: { time: 100 } })).toEqual({
      kind: 'unavailable',
      why: `\`${fake.host}\` did not answer within 0.1 s`,
    })
  })

  test('a registry that is not there', async () => {
    const fake = await openFake(() => undefined)
    await fake.close()
    expect(await fetchFrom(fake)).toEqual({
      kind: 'unavailable',
      why: `\`${fake.host}\` could not be reached (ECONNREFUSED)`,
    })
  })
})

describe('a redirect', () => {
  const blob = '/v2/bicep/a/blobs/'
  const to = (location: string): Answer => ({ status: 307, headers: { location } })

  test('leads to content elsewhere, without credentials', async () => {
    const store = await fakeOf(() => ({ body: content }))
    const fake = await fakeOf(having({ [blob]: to(`http://${store.host}/content?sig=1`) }))
    const env = { KV_REVIEW_REGISTRY_TOKEN: 'secret' }
    expect(await fetchFrom(fake, { env })).toEqual({ kind: 'text', text: content })
    expect(fake.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret', 'Bearer secret'])
    expect(store.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/content?sig=1', undefined],
    ])
  })

  test('within the registry is followed, with its credentials', async () => {
    const fake = await fakeOf(having({ [blob]: to('/moved'), '/moved': { body: content } }))
    expect(await fetchFrom(fake, { env: { KV_REVIEW_REGISTRY_TOKEN: 'secret' } })).toEqual({
      kind: 'text',
      text: content,
    })
    expect(fake.asked.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill('Bearer secret'))
  })

  test.each<[string, Parameters<typeof having>[0], string]>([
    ['to another scheme', { [blob]: to('https://example.com/content') }, 'redirects to another scheme'],
    ['to a file', { [blob]: to('file:///etc/passwd') }, 'redirects to another scheme'],
    ['to no address', { [blob]: to('http://') }, 'redirects to nowhere'],
    ['with a password', { [blob]: to('http://a:b@localhost/') }, 'redirects to nowhere'],
    [
      'of a manifest to another host, which no digest holds to account',
      { '/v2/bicep/a/manifests/': to('http://localhost:1/') },
      'redirects to another host',
    ],
    ['in a circle', { [blob]: to('/again'), '/again': to('/again') }, 'redirects more than 3 times'],
  ])('%s is refused', async (_, others, why) => {
    const fake = await fakeOf(having(others))
    expect(await fetchFrom(fake)).toEqual({ kind: 'unavailable', why: `\`${fake.host}\` ${why}` })
  })
})

describe('a login', () => {
  const needs =
    (token: string, challenge: (host: string) => string) =>
    (asked: Asked, host: string): Answer | undefined => {
      if (asked.path.startsWith('/token')) return { body: JSON.stringify({ token: 'anonymous' }) }
      if (asked.headers.authorization === token) return having()(asked, host)
      return { status: 401, headers: { 'www-authenticate': challenge(host) } }
    }
  const bearer = (host: string) =>
    `Bearer realm="http://${host}/token",service="the service",scope="repository:other:push"`
  const asks =
    '`HOST` asks for a login (401); credentials are taken from KV_REVIEW_REGISTRY_TOKEN, or KV_REVIEW_REGISTRY_USERNAME and KV_REVIEW_REGISTRY_PASSWORD'
  const basic = `Basic ${Buffer.from('me:pass').toString('base64')}`
  const password = { KV_REVIEW_REGISTRY_USERNAME: 'me', KV_REVIEW_REGISTRY_PASSWORD: 'pass' }

  test('is a token for pulling, asked for once', async () => {
    const fake = await fakeOf(needs('Bearer anonymous', bearer))
    expect(await fetchFrom(fake)).toEqual({ kind: 'text', text: content })
    expect(fake.asked.map(({ path }) => path)).toEqual([
      '/v2/bicep/a/manifests/1',
      '/token?service=the+service&scope=repository%3Abicep%2Fa%3Apull',
      '/v2/bicep/a/manifests/1',
      `/v2/bicep/a/blobs/${digestOf(content)}`,
    ])
  })

  test('takes the password to the token service, or to the registry itself', async () => {
    const fake = await fakeOf(needs('Bearer anonymous', bearer))
    expect(await fetchFrom(fake, { env: password })).toEqual({ kind: 'text', text: content })
    expect(fake.asked.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      basic,
      'Bearer anonymous',
      'Bearer anonymous',
    ])
    const plain = await fakeOf(needs(basic, () => 'Basic realm="x"'))
    expect(await fetchFrom(plain, { env: password })).toEqual({ kind: 'text', text: content })
  })

  test.each<[string, (host: string) => string, RegistryAccess['env'], string, number]>([
    ['without a password', () => 'Basic realm="x"', {}, asks, 1],
    ['by a way that is not known', () => 'Negotiate', password, asks, 1],
    ['without a challenge', () => '', password, asks, 1],
    ['with a token that is refused', bearer, { KV_REVIEW_REGISTRY_TOKEN: 'old' }, asks, 1],
    [
      'with a password that is refused',
      () => 'Basic realm="x"',
      { ...password, KV_REVIEW_REGISTRY_PASSWORD: 'no' },
      asks,
      2,
    ],
    ['elsewhere', () => 'Bearer realm="http://localhost:1/token"', password, '`HOST` sends elsewhere for a login', 1],
    [
      'by another scheme',
      (host) => `Bearer realm="https://${host}/token"`,
      password,
      '`HOST` sends elsewhere for a login',
      1,
    ],
    ['nowhere', () => 'Bearer realm=""', password, '`HOST` sends elsewhere for a login', 1],
  ])('%s ends there', async (_, challenge, env, why, requests) => {
    const fake = await fakeOf(needs('never', challenge))
    expect(await fetchFrom(fake, { env })).toEqual({ kind: 'unavailable', why: why.replace('HOST', fake.host) })
    expect(fake.asked).toHaveLength(requests)
  })

  test.each<[string, Answer, string]>([
    ['is refused', { status: 403 }, 'refused a token (403)'],
    ['has no token', { body: '{}' }, 'sent no token that can be used'],
    ['would break a header', { body: '{"token": "a\\r\\nb"}' }, 'sent no token that can be used'],
  ])('whose answer %s ends there', async (_, answer, why) => {
    const fake = await fakeOf((asked, host) =>
      asked.path.startsWith('/token') ? answer : needs('never', bearer)(asked, host),
    )
    expect(await fetchFrom(fake)).toEqual({ kind: 'unavailable', why: `\`${fake.host}\` ${why}` })
  })

  test('goes to the registry that it is for, and to no other', async () => {
    const [one, two] = [await fakeOf(having()), await fakeOf(having())]
    const sent = async (env: RegistryAccess['env'], allowed: readonly string[]) => {
      const client = openRegistryClient({ allowed, env: { ...env, KV_REVIEW_REGISTRY_TOKEN: 'secret' } })
      for (const fake of [one, two]) await client.fetch(referenceTo(fake.host))
      return [one, two].map(({ asked }) => asked.splice(0)[0]?.headers.authorization)
    }
    expect(await sent({}, [one.host, two.host])).toEqual([undefined, undefined])
    expect(await sent({ KV_REVIEW_REGISTRY: two.host }, [one.host, two.host])).toEqual([undefined, 'Bearer secret'])
    expect(await sent({ KV_REVIEW_REGISTRY: two.host }, [one.host])).toEqual([undefined, undefined])
    expect(await sent({}, [one.host])).toEqual(['Bearer secret', undefined])
  })
})

const binary = findRegistry()
const withRegistry = binary === undefined ? describe.skip : describe

withRegistry(`a registry server${binary === undefined ? ' (docker-registry is not installed here)' : ''}`, () => {
  let server: RegistryServer
  let closed: RegistryServer
  let digest = ''

  beforeAll(async () => {
    server = await startRegistry(binary ?? '', false)
    closed = await startRegistry(binary ?? '', true)
    digest = await server.push('bicep/a', '1', content)
    await closed.push('bicep/a', '1', content)
  })
  afterAll(async () => {
    await server.close()
    await closed.close()
  })

  test('gives a module by tag and by digest', async () => {
    expect(await fetchFrom(server)).toEqual({ kind: 'text', text: content })
    expect(await fetchFrom(server, { version: digest })).toEqual({ kind: 'text', text: content })
  })

  test('has no other version', async () => {
    expect(await fetchFrom(server, { version: '2' })).toEqual({
      kind: 'unavailable',
      why: `\`${server.host}\` has no such module (404)`,
    })
  })

  test('wants the password that it knows', async () => {
    const env = { KV_REVIEW_REGISTRY_USERNAME: 'reader', KV_REVIEW_REGISTRY_PASSWORD: 'secret' }
    expect(await fetchFrom(closed, { env })).toEqual({ kind: 'text', text: content })
    expect(await fetchFrom(closed)).toEqual({
      kind: 'unavailable',
      why: expect.stringContaining('asks for a login (401)') as unknown,
    })
  })
})
