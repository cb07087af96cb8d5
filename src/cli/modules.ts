import { openModules, type Modules } from '../registry-modules.js'
import { readConfiguration } from '../rules/configuration.js'
import { SourceText } from '../source/text.js'
import type { Host, Status } from './host.js'
import type { CommandInput, Review } from './review-input.js'

/** Times that a run is begun again: a module that was fetched may call for others. */
const mostRounds = 5

/** A run needs modules that are not here yet; nothing has been printed or written by it. */
class ModulesMissing extends Error {}

/**
 * Runs a command whose pipeline may need modules of registries: it is begun again once they are here.
 *
 * Registries are those of a configuration that was named (`--config`): one that just lies in the folder may be anybody's.
 */
export async function runWithModules(
  run: (review: Review) => Status,
  host: Pick<Host, 'env'>,
  review: Review,
): Promise<Status> {
  const opened = new Map<string, Modules>()
  for (let round = 0; ; round++) {
    const asked = new Set<Modules>()
    try {
      return run((input) => {
        const modules = modulesFor(input, host, opened)
        asked.add(modules)
        const report = review({ ...input, registry: modules.registry })
        if (modules.isMissing() && round < mostRounds) throw new ModulesMissing()
        return report
      })
    } catch (error) {
      if (!(error instanceof ModulesMissing)) throw error
      for (const modules of asked) await modules.load()
    }
  }
}

function modulesFor(
  { configuration: file, configured, configurationNamed }: CommandInput,
  { env }: Pick<Host, 'env'>,
  opened: Map<string, Modules>,
): Modules {
  const { registries } = (configured ?? readConfiguration(file && new SourceText(file.path, file.text))).configuration
  const why = 'its registry is asked only when the configuration that allows it is named with `--config`'
  const key = JSON.stringify([registries, configurationNamed])
  const access = configurationNamed ? { allowed: registries } : { allowed: [], unheeded: { registries, why } }
  const modules = opened.get(key) ?? openModules({ ...access, env })
  opened.set(key, modules)
  return modules
}
