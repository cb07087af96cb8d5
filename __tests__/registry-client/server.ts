import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf, manifestOf } from './fake.js'

/** Where Debian's `docker-registry` is installed; undefined where it is not. */
export function findRegistry(): string | undefined {
  const found = spawnSync('which', ['docker-registry'], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : undefined
}

export interface RegistryServer {
  readonly host: string
  /** Puts a compiled module there as Bicep does; answers its manifest's digest. */
  readonly push: (repository: string, tag: string, content: string) => Promise<string>
  readonly close: () => Promise<void>
}

/** `secret`, as bcrypt keeps it. */
const users = 'reader:$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n'

/** Starts a registry on loopback with its files in a folder of its own. */
export async function startRegistry(binary: string, withLogin: boolean): Promise<RegistryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'kv-registry-'))
  writeFileSync(join(folder, 'users'), users)
  const login = `auth:\n  htpasswd:\n    realm: test\n    path: ${join(folder, 'users')}\n`
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1
log: { level: info }
storage:
  filesystem: { rootdirectory: ${join(folder, 'data')} }
http: { addr: '127.0.0.1:0' }
${withLogin ? login : ''}`,
  )
  const child = spawn(binary, ['serve', join(folder, 'config.yml')], { stdio: ['ignore', 'ignore', 'pipe'] })
  const host = await addressOf(child)
  const headers: Record<string, string> = withLogin
    ? { authorization: `Basic ${Buffer.from('reader:secret').toString('base64')}` }
    : {}
  const base = `http://${host}/v2`
  const send = async (method: string, url: string, body?: string, type = 'application/octet-stream') => {
    const response = await fetch(url, { method, headers: { ...headers, 'content-type': type }, body: body ?? null })
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
    return response
  }
  const upload = async (repository: string, content: string) => {
    const { headers: started } = await send('POST', `${base}/${repository}/blobs/uploads/`)
    const target = new URL(started.get('location') ?? '')
    target.searchParams.set('digest', digestOf(content))
    await send('PUT', target.href, content)
  }
  return {
    host,
    async push(repository, tag, content) {
      await upload(repository, '{}')
      await upload(repository, content)
      const manifest = manifestOf(content, { mediaType: 'application/vnd.oci.image.manifest.v1+json' })
      await send(
        'PUT',
        `${base}/${repository}/manifests/${tag}`,
        manifest,
        'application/vnd.oci.image.manifest.v1+json',
      )
      return digestOf(manifest)
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The registry says in its log where it listens. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(log)))
  })
}
