import { didYouMean } from '../source/nearest.js'
import type { Problem } from '../source/problem.js'
import type { ParameterFile } from './program.js'
import { foldName } from './program.js'

/** A template as far as pairing needs it. */
export interface ParameterTarget {
  readonly path: string
  /** Names of its parameters. */
  readonly parameters: readonly string[]
}

export interface Pairing {
  /** By path of the template, in the order of the files. */
  readonly files: ReadonlyMap<string, readonly ParameterFile[]>
  readonly problems: readonly Problem[]
}

/**
 * Finds the templates that parameter files belong to: named by the file itself, else by the file's name in the same
 * folder, else the only template there if the file names nothing but its parameters.
 *
 * A file that belongs to none is a `parameter-file-unbound` note, a name that its template has not a
 * `parameter-unknown` one. A `.bicepparam` belongs to what it names and to nothing else.
 */
export function pairParameters(targets: readonly ParameterTarget[], files: readonly ParameterFile[]): Pairing {
  const folders = new Map<string, Folder>()
  for (const target of targets) {
    const known = { ...target, known: new Set(target.parameters.map(foldName)) }
    append(ensure(folders, folderOf(target.path)), foldName(stemOf(target.path)), known)
  }
  const paired = new Map<string, ParameterFile[]>()
  const problems: Problem[] = []
  for (const file of files) {
    const found = targetsOf(file, folders)
    for (const { path } of found) append(paired, path, file)
    const [first] = found
    if (first) problems.push(...unknownNames(file, first))
    else if (!isBicep(file)) problems.push(unbound(file))
  }
  return { files: paired, problems }
}

interface Target extends ParameterTarget {
  /** Folded names of its parameters. */
  readonly known: ReadonlySet<string>
}

/** The templates of a folder by the folded stem of their names: twins in both languages have one. */
type Folder = Map<string, Target[]>

/** Names told one by one in a file. */
const maxUnknownNames = 20

function targetsOf(file: ParameterFile, folders: ReadonlyMap<string, Folder>): readonly Target[] {
  if (file.template !== undefined) return named(file.template, folders)
  if (isBicep(file)) return []
  const beside: Folder = folders.get(folderOf(file.file)) ?? new Map()
  const stem = /^(.+?)\.parameters(?:\..+)?\.jsonc?$/i.exec(baseOf(file.file))?.[1]
  const byName = stem === undefined ? undefined : beside.get(foldName(stem))
  if (byName) return byName
  const [twins = []] = beside.size === 1 ? beside.values() : []
  const isTheirs = [...file.values.keys()].every((name) => twins[0]?.known.has(name))
  return isTheirs ? twins : []
}

/** The template of exactly that path, or its twin in the other language where the run has only that. */
function named(path: string, folders: ReadonlyMap<string, Folder>): readonly Target[] {
  const twins = folders.get(folderOf(path))?.get(foldName(stemOf(path))) ?? []
  const exact = twins.filter((target) => foldName(target.path) === foldName(path))
  return exact.length > 0 ? exact : twins
}

function ensure(folders: Map<string, Folder>, path: string): Folder {
  const folder = folders.get(path) ?? new Map()
  folders.set(path, folder)
  return folder
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

function unknownNames(file: ParameterFile, target: Target): readonly Problem[] {
  const unknown = [...file.values].filter(([key]) => !target.known.has(key)).map(([, value]) => value)
  return unknown.slice(0, maxUnknownNames).map(({ name, nameSpan }) => ({
    code: 'parameter-unknown',
    severity: 'note',
    message: `\`${target.path}\` has no parameter \`${name}\`.${didYouMean(name, target.parameters)}`,
    span: nameSpan,
  }))
}

function unbound(file: ParameterFile): Problem {
  const message =
    file.template === undefined
      ? 'No template belongs to this parameter file: name it after one in its folder, or in `metadata.template`.'
      : `The template \`${file.template}\` that this parameter file names is not part of the run.`
  return { code: 'parameter-file-unbound', severity: 'note', message, file: file.file }
}

function isBicep(file: ParameterFile): boolean {
  return foldName(file.file).endsWith('.bicepparam')
}

function stemOf(path: string): string {
  return baseOf(path).replace(/\.(?:bicep|jsonc?)$/i, '')
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
