import type { Persona } from '../access/model.js'
import type { PersonaPatch } from './configuration.js'

/** A table of personas with what a pack or a configuration says of some: added where new, else only what is said changes. */
export function withPersonas(
  table: ReadonlyMap<string, Persona>,
  patches: ReadonlyMap<string, PersonaPatch>,
): ReadonlyMap<string, Persona> {
  const merged = new Map(table)
  for (const [id, patch] of patches) merged.set(id, { ...(merged.get(id) ?? blank(id)), ...patch })
  return merged
}

/** A persona that may nothing. */
function blank(id: string): Persona {
  return { id, label: id, dataPlane: {}, roles: [], actions: [], excludes: [], exempt: false }
}
