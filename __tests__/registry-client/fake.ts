import { createHash } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the fake registry saw it. */
export interface Asked {
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A registry on loopback that answers by path and query; `undefined` never answers. */
export interface FakeRegistry {
  readonly host: string
  readonly asked: Asked[]
  readonly close: () => Promise<void>
}

export async function openFake(answer: (asked: Asked, host: string) => Answer | undefined): Promise<FakeRegistry> {
  const asked: Asked[] = []
  const server: Server = createServer((request, response: ServerResponse) => {
    const seen = { path: request.url ?? '', headers: request.headers }
    asked.push(seen)
    const given = answer(seen, host)
    if (!given) return
    response.writeHead(given.status ?? 200, given.headers)
    response.end(given.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

export function digestOf(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** The manifest that Bicep publishes for a compiled module. */
export function manifestOf(content: string, more: object = {}): string {
  return JSON.stringify({
    schemaVersion: 2,
    artifactType: 'application/vnd.ms.bicep.module.artifact',
    config: { mediaType: 'application/vnd.ms.bicep.module.config.v1+json', digest: digestOf('{}'), size: 2 },
    layers: [
      {
        mediaType: 'application/vnd.ms.bicep.module.layer.v1+json',
        digest: digestOf(content),
        size: Buffer.byteLength(content),
      },
    ],
    ...more,
  })
}
