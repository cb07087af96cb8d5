import type { OciReference } from './language/module-reference.js'
import type { Unavailable } from './language/modules.js'
import type { Fetched } from './language/registry.js'
import type { RegistryClient } from './registry-client.js'

/** Modules of one run that more would be too much for. */
const mostModules = 200
const atATime = 4

/** The modules that a run takes from registries: each is asked for once. */
export interface RegistryModules {
  /** What is here; undefined where the registry may not be asked, or what is wanted is noted for {@link load}. */
  readonly read: (reference: OciReference) => Fetched | undefined
  /** Brings what `read` was asked for and had not; false when there was nothing to bring. */
  readonly load: () => Promise<boolean>
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
      return wanted.length > 0
    },
  }
}

const tooMany: Unavailable = { kind: 'unavailable', why: `more than ${mostModules} modules would have to be fetched` }

function keyOf({ registry, repository, version }: OciReference): string {
  return `${registry}/${repository} ${version}`
}
