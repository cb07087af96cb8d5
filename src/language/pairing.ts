import { didYouMean } from '../source/nearest.js'
import type { Problem } from '../source/problem.js'
import type { ParameterFile } from './program.js'
import { foldName } from './program.js'

/** A template as far as pairing needs it. */
export interface ParameterTarget {
  readonly path: string
  /** Names of its parameters. */
  readonly parameters: readonly string[]
  /** Folded names of those that a deployment must give; absent: not known, and all that it takes may be needed. */
  readonly required?: readonly string[]
  /** Templates compiled of it that are left out of the run: their parameter files are its own. */
  readonly twins?: readonly string[]
}

export interface Pairing {
  /** By path of the template, in the order of the files. */
  readonly files: ReadonlyMap<string, readonly ParameterFile[]>
  readonly problems: readonly Problem[]
}

/**
 * Finds the templates that parameter files belong to: named by the file itself, else by the file's name in the same
 * folder, else the only template there if the file names nothing but its parameters, else the only one there that
 * the file names nothing but parameters of and gives all that it needs, and that no other template calls.
 *
 * A file that belongs to none is a `parameter-file-unbound` note, a name that its template has not a
 * `parameter-unknown` one. A `.bicepparam` belongs to what it names and to nothing else.
 */
export function pairParameters(
  targets: readonly ParameterTarget[],
  files: readonly ParameterFile[],
  isCalled: (path: string) => boolean = () => false,
): Pairing {
  const folders = new Map<string, Folder>()
  for (const target of targets) addTarget(folders, target)
  const paired = new Map<string, ParameterFile[]>()
  const problems: Problem[] = []
  for (const file of files) {
    const found = targetsOf(file, folders, isCalled)
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
interface Folder {
  readonly own: Map<string, Target[]>
  /** By the stem of a twin that is left out, where it has another than its source. */
  readonly twins: Map<string, Target[]>
}

/** Names told one by one in a file. */
const maxUnknownNames = 20

function addTarget(folders: Map<string, Folder>, target: ParameterTarget): void {
  const known = { ...target, known: new Set(target.parameters.map(foldName)) }
  const stem = foldName(stemOf(target.path))
  append(ensure(folders, folderOf(target.path)).own, stem, known)
  for (const twin of target.twins ?? []) {
    const twinStem = foldName(stemOf(twin))
    if (twinStem !== stem) append(ensure(folders, folderOf(twin)).twins, twinStem, known)
  }
}

function targetsOf(
  file: ParameterFile,
  folders: ReadonlyMap<string, Folder>,
  isCalled: (path: string) => boolean,
): readonly Target[] {
  if (file.template !== undefined) return named(file.template, folders)
  if (isBicep(file)) return []
  const beside = folders.get(folderOf(file.file))
  const stem = /^(.+?)\.parameters(?:\..+)?\.jsonc?$/i.exec(baseOf(file.file))?.[1]
  const byName = stem === undefined ? undefined : byStem(beside, stem)
  if (byName) return byName
  const theirs = [...(beside?.own.values() ?? [])]
  if (theirs.length < 2) return theirs.flat().filter((target) => namesOnlyOf(file, target))
  const fitting = theirs.filter((twins) => twins.every((target) => isFor(file, target) && !isCallee(target, isCalled)))
  return fitting.length === 1 ? fitting.flat() : []
}

function byStem(folder: Folder | undefined, stem: string): readonly Target[] | undefined {
  return folder?.own.get(foldName(stem)) ?? folder?.twins.get(foldName(stem))
}

function namesOnlyOf(file: ParameterFile, target: Target): boolean {
  return [...file.values.keys()].every((name) => target.known.has(name))
}

/** The file can deploy this template: it says something, and nothing too much or too little. */
function isFor(file: ParameterFile, target: Target): boolean {
  const required = target.required ?? [...target.known]
  return file.values.size > 0 && namesOnlyOf(file, target) && required.every((name) => file.values.has(name))
}

function isCallee(target: Target, isCalled: (path: string) => boolean): boolean {
  return [target.path, ...(target.twins ?? [])].some(isCalled)
}

/** The template of exactly that path, or its twin in the other language where the run has only that. */
function named(path: string, folders: ReadonlyMap<string, Folder>): readonly Target[] {
  const twins = byStem(folders.get(folderOf(path)), stemOf(path)) ?? []
  const exact = twins.filter((target) => foldName(target.path) === foldName(path))
  return exact.length > 0 ? exact : twins
}

function ensure(folders: Map<string, Folder>, path: string): Folder {
  const folder = folders.get(path) ?? { own: new Map(), twins: new Map() }
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
