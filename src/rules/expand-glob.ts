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
 * `onCut` hears, once for each bound, what was not looked at and how to have it looked at.
 */
export function expandGlob(pattern: string, files: PackFiles, onCut?: (limit: string) => void): readonly string[] {
  const plain = pattern.replace(/^\.\//, '')
  if (!/[*?]/.test(plain)) return files.read(plain).kind === 'absent' ? [] : [plain]
  const fixed = plain.slice(0, plain.search(/[*?]/))
  const folder = fixed.slice(0, Math.max(0, fixed.lastIndexOf('/')))
  const found: string[] = []
  let left = maxNames
  let tooDeep: string | undefined
  const visit = (at: string, depth: number): void => {
    for (const name of files.list(at) ?? []) {
      if (--left < 0) return
      const path = at === '' ? name : `${at}/${name}`
      if (matchesPath(plain, path) && files.read(path).kind !== 'absent') found.push(path)
      else if (!plain.includes('**') && depth >= plain.split('/').length) continue
      else if (depth < maxDepth) visit(path, depth + 1)
      else if (tooDeep === undefined && files.list(path)) tooDeep = path
    }
  }
  visit(folder, 0)
  if (left < 0) onCut?.(`only the first ${maxNames} names are looked at; name a folder with fewer`)
  if (tooDeep !== undefined)
    onCut?.(`folders more than ${maxDepth} deep, such as \`${tooDeep}\`, are not looked at; name a folder further down`)
  return found.sort()
}
