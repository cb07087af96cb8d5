import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { OciReference } from '../src/language/module-reference.js'
import { collectModules, openModules } from '../src/registry-modules.js'

const referenceTo = (registry: string, version = '1'): OciReference => ({
  kind: 'oci',
  registry,
  repository: 'a',
  version,
})
const place = { file: 'main.bicep', start: 0, end: 1 }

describe('modules of registries', () => {
  const client = (fetched: string[]) => ({
    allows: ({ registry }: OciReference) => registry === 'own',
    fetch: ({ version }: OciReference) => {
      fetched.push(version)
      return Promise.resolve({ kind: 'text', text: version } as const)
    },
  })

  test('are missed, brought and there', async () => {
    const fetched: string[] = []
    const modules = collectModules(client(fetched))
    expect([modules.read(referenceTo('own')), modules.isMissing()]).toEqual([undefined, true])
    await modules.load()
    expect([modules.read(referenceTo('own')), modules.isMissing()]).toEqual([{ kind: 'text', text: '1' }, false])
    await modules.load()
    expect(fetched).toEqual(['1'])
  })

  test('of others are not missed', () => {
    const modules = collectModules(client([]))
    expect([modules.read(referenceTo('other')), modules.isMissing()]).toEqual([undefined, false])
  })

  test('are not brought without an end', async () => {
    const fetched: string[] = []
    const modules = collectModules(client(fetched))
    for (let version = 1; version <= 150; version++) modules.read(referenceTo('own', String(version)))
    await modules.load()
    for (let version = 100; version <= 250; version++) modules.read(referenceTo('own', String(version)))
    await modules.load()
    expect(fetched).toHaveLength(200)
    expect(modules.read(referenceTo('own', '200'))).toEqual({ kind: 'text', text: '200' })
    expect(modules.read(referenceTo('own', '201'))).toEqual({
      kind: 'unavailable',
      why: 'more than 200 modules would have to be fetched',
    })
  })
})

describe('the modules of a run', () => {
  let folder = ''
  const template =
    '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "resources": []}'

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kv-cache-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  function keep(path: string): void {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, path, 'main.json'), template)
  }

  test('come from the cache that is named, or the one at home', () => {
    keep('br/own/a/1$')
    keep('.bicep/br/own/a/2$')
    const found = (env: Record<string, string>, version: string) =>
      openModules({ allowed: [], env }).registry(`br:own/a:${version}`, place)
    expect(found({ KV_REVIEW_BICEP_CACHE: folder }, '1')).toMatchObject({ language: 'arm', external: true })
    expect(found({ HOME: folder }, '2')).toMatchObject({ language: 'arm', external: true })
    expect(found({ USERPROFILE: folder }, '2')).toMatchObject({ language: 'arm', external: true })
    expect(found({ HOME: folder }, '1')).toBeUndefined()
    expect(found({ HOME: join(folder, 'nobody') }, '1')).toBeUndefined()
  })

  test('of registries that are wished for and not asked say why', () => {
    const { registry, isMissing } = openModules({
      allowed: [],
      env: { HOME: folder },
      unheeded: { registries: ['Own.azurecr.io'], why: 'nobody vouches for it' },
    })
    expect(registry('br:own.azurecr.io/a:1', place)).toEqual({ kind: 'unavailable', why: 'nobody vouches for it' })
    expect(registry('br:other.azurecr.io/a:1', place)).toBeUndefined()
    expect(isMissing()).toBe(false)
  })
})
