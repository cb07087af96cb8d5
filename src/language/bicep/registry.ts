import type { ModuleAliases } from './configuration.js'

/** A module that does not stand in the repository: `reference` has its alias expanded. */
export interface RegistryReference {
  readonly reference: string
  /** An alias that nobody defines. */
  readonly unknownAlias?: string
}

/**
 * Reads `br:registry/path:tag`, `br/alias:path:tag`, `ts:subscription/group/name:version` or `ts/alias:name:version`;
 * undefined where the text is none of these, and so a path.
 */
export function readReference(text: string, aliases: () => ModuleAliases): RegistryReference | undefined {
  const colon = text.indexOf(':')
  const scheme = colon < 0 ? '' : text.slice(0, colon)
  const rest = text.slice(colon + 1)
  if (scheme === 'br' || scheme === 'ts') return { reference: text }
  const alias = scheme.slice(3)
  if (scheme.startsWith('br/')) {
    const target = aliases().registries.get(alias)
    if (target === undefined) return { reference: text, unknownAlias: alias }
    const folder = target.modulePath === undefined ? '' : `${target.modulePath}/`
    return { reference: `br:${target.registry}/${folder}${rest}` }
  }
  if (scheme.startsWith('ts/')) {
    const target = aliases().templateSpecs.get(alias)
    if (target === undefined) return { reference: text, unknownAlias: alias }
    return { reference: `ts:${target.subscription}/${target.resourceGroup}/${rest}` }
  }
  return undefined
}
