import { homedir } from 'node:os'
import { join } from 'node:path'
import { openFolder } from './disk.js'
import type { OciReference } from './language/module-reference.js'
import type { Registry, Unavailable } from './language/modules.js'
import { type Fetched, openRegistry } from './language/registry.js'
import { openRegistryClient, type RegistryAccess, type RegistryClient } from './registry-client.js'

/** Modules of one run that more would be too much for. */
const mostModules = 200
const atATime = 4

/** What an entry needs for modules that are not in the repository. */
export interface Modules {
  /** For the pipeline, which cannot wait. */
  readonly registry: Registry
  /** Whether the pipeline asked for a module that is still to be brought. */
  readonly isMissing: () => boolean
  readonly load: () => Promise<void>
}

export interface ModuleAccess extends Pick<RegistryAccess, 'allowed' | 'env'> {
  /** Registries that are wished for and not asked, and why. */
  readonly unheeded?: { readonly registries: readonly string[]; readonly why: string }
}

/**
 * Modules from the Bicep CLI's cache (`KV_REVIEW_BICEP_CACHE`, else `~/.bicep`) and the registries that are allowed.
 *
 * `allowed` must come from the base configuration.
 */
export function openModules({ allowed, env, unheeded }: ModuleAccess): Modules {
  const cache = openFolder(
    env['KV_REVIEW_BICEP_CACHE'] ?? join(env['HOME'] ?? env['USERPROFILE'] ?? homedir(), '.bicep'),
  )
  const { read, isMissing, load } = collectModules(openRegistryClient({ allowed, env }))
  const refused = new Set(unheeded?.registries.map((host) => host.toLowerCase()))
  const fetched = (reference: OciReference): Fetched | undefined => {
    if (unheeded && refused.has(reference.registry)) return { kind: 'unavailable', why: unheeded.why }
    return read(reference)
  }
  return { registry: openRegistry({ ...(cache ? { cache } : {}), fetched }), isMissing, load }
}

/** The modules that a run takes from registries: each is asked for once. */
export interface RegistryModules {
  /** What is here; undefined where the registry may not be asked, or what is wanted is noted for {@link load}. */
  readonly read: (reference: OciReference) => Fetched | undefined
  readonly isMissing: () => boolean
  /** Brings what `read` was asked for and had not. */
  readonly load: () => Promise<void>
}

export function collectModules(client: RegistryClient): RegistryModules {
  const answers = new Map<string, Fetched>()
  const missing = new Map<string, OciReference>()
  return {
    read(reference) {
      if (!client.allows(reference)) return undefined
      const key = keyOf(reference)
      const known = answers.get(key)
      if (!known) missing.set(key, reference)
      return known
    },
    isMissing: () => missing.size > 0,
    async load() {
      const wanted = [...missing]
      missing.clear()
      const room = Math.max(0, mostModules - answers.size)
      for (const [key] of wanted.slice(room)) answers.set(key, tooMany)
      for (let at = 0; at < Math.min(room, wanted.length); at += atATime) {
        const some = wanted.slice(at, Math.min(at + atATime, room))
        const found = await Promise.all(
          some.map(async ([key, reference]) => [key, await client.fetch(reference)] as const),
        )
        for (const [key, answer] of found) answers.set(key, answer)
      }
    },
  }
}

const tooMany: Unavailable = { kind: 'unavailable', why: `more than ${mostModules} modules would have to be fetched` }

function keyOf({ registry, repository, version }: OciReference): string {
  return `${registry}/${repository} ${version}`
}
