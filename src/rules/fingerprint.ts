import { createHash } from 'node:crypto'
import type { Finding } from './finding.js'

/** The first 32 hex digits of SHA-256 over the parts, joined by NUL. */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32)
}

/** Where in `Finding.identity` a file is named: the finding's own, and that of a vault without a resource id. */
const [PATH, VAULT] = [1, 4]

/** What the name of a file was; undefined for one whose name is the same. */
export type NameBefore = (path: string) => string | undefined

/**
 * The fingerprint that a finding had before files were renamed.
 *
 * Undefined when it has to do with none of them, or when what its fingerprint is made of is not known.
 */
export function fingerprintBefore({ identity }: Finding, nameBefore: NameBefore): string | undefined {
  if (!identity) return undefined
  const path = nameBefore(identity[PATH] ?? '')
  const vault = vaultBefore(identity[VAULT] ?? '', nameBefore)
  if (path === undefined && vault === undefined) return undefined
  return fingerprintOf(
    identity.map((part, at) => (at === PATH ? (path ?? part) : at === VAULT ? (vault ?? part) : part)),
  )
}

/** `<path>#<symbol>`, where the path may have a `#` of its own. */
function vaultBefore(id: string, nameBefore: NameBefore): string | undefined {
  for (let at = id.indexOf('#'); at >= 0; at = id.indexOf('#', at + 1)) {
    const before = nameBefore(id.slice(0, at))
    if (before !== undefined) return before + id.slice(at)
  }
  return undefined
}
