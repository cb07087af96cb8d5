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
  const folders = new Map<string, Target[]>()
  for (const target of targets) {
    const folder = foldName(folderOf(target.path))
    const known = { ...target, known: new Set(target.parameters.map(foldName)) }
    const beside = folders.get(folder)
    if (beside) beside.push(known)
    else folders.set(folder, [known])
  }
  const paired = new Map<string, ParameterFile[]>()
  const problems: Problem[] = []
  for (const file of files) {
    const found = targetsOf(file, folders)
    for (const { path } of found) {
      const others = paired.get(path)
      if (others) others.push(file)
      else paired.set(path, [file])
    }
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

/** Names told one by one in a file. */
const maxUnknownNames = 20

function targetsOf(file: ParameterFile, folders: ReadonlyMap<string, readonly Target[]>): readonly Target[] {
  if (file.template !== undefined) return named(file.template, folders)
  if (isBicep(file)) return []
  const beside = folders.get(foldName(folderOf(file.file))) ?? []
  const stem = /^(.+?)\.parameters(?:\..+)?\.jsonc?$/i.exec(baseOf(file.file))?.[1]
  const byName = stem === undefined ? [] : beside.filter((target) => sameStem(target.path, stem))
  if (byName.length > 0) return byName
  const [only] = beside
  const isOnly = only && beside.every((target) => sameStem(target.path, stemOf(only.path)))
  return isOnly && [...file.values.keys()].every((name) => only.known.has(name)) ? beside : []
}

/** The template of exactly that path, or its twin in the other language where the run has only that. */
function named(path: string, folders: ReadonlyMap<string, readonly Target[]>): readonly Target[] {
  const beside = folders.get(foldName(folderOf(path))) ?? []
  const exact = beside.filter((target) => foldName(target.path) === foldName(path))
  return exact.length > 0 ? exact : beside.filter((target) => sameStem(target.path, stemOf(path)))
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

function sameStem(path: string, stem: string): boolean {
  return foldName(stemOf(path)) === foldName(stem)
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
