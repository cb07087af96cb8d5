import type { FileContent } from '../source/files.js'
import { matchesPath } from '../source/glob.js'

/** The files that packs and definitions stand in: those of the base commit, or of the work tree. */
export interface PackFiles {
  read(path: string): FileContent
  /** Names in a folder, without those below; undefined when there is no such folder. */
  list(folder: string): readonly string[] | undefined
}

const maxDepth = 16
const maxNames = 20_000

/**
 * Paths of files that a glob from the root means, sorted; without wildcards, the path itself where there is such a file.
 *
 * `onCut` hears that there are more names than are looked at.
 */
export function expandGlob(pattern: string, files: PackFiles, onCut?: (most: number) => void): readonly string[] {
  const plain = pattern.replace(/^\.\//, '')
  if (!/[*?]/.test(plain)) return files.read(plain).kind === 'absent' ? [] : [plain]
  const fixed = plain.slice(0, plain.search(/[*?]/))
  const folder = fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')))
  const found: string[] = []
  let left = maxNames
  const visit = (at: string, depth: number): void => {
    for (const name of files.list(at) ?? []) {
      if (--left < 0) return
      const path = at === '' ? name : `${at}/${name}`
      if (matchesPath(plain, path) && files.read(path).kind !== 'absent') found.push(path)
      else if (depth < maxDepth && (plain.includes('**') || depth < plain.split('/').length)) visit(path, depth + 1)
    }
  }
  visit(folder, 0)
  if (left < 0) onCut?.(maxNames)
  return found.sort()
}
