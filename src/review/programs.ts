import { readDeclarations } from '../access/from-declaration.js'
import type { DeclarationFile } from '../access/model.js'
import { readBicepParameters } from '../language/bicep/parameters.js'
import { lowerBicep } from '../language/bicep/program.js'
import type { BicepContext } from '../language/bicep/unit.js'
import { ProgramLoader, type Registry } from '../language/modules.js'
import { pairParameters } from '../language/pairing.js'
import type { ParameterTarget } from '../language/pairing.js'
import { readParameterFile } from '../language/parameters.js'
import { foldName } from '../language/program.js'
import type { ParameterFile, Program } from '../language/program.js'
import { recognise } from '../source/discover.js'
import type { Recognised } from '../source/discover.js'
import type { Files } from '../source/files.js'
import { parseJson } from '../source/json.js'
import type { Comment } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import { findTwins, readOutline, sourceAmong, stemOf } from './twins.js'
import type { Outline } from './twins.js'

/** A file of the run as the entries hand it in. */
export interface RunFile {
  readonly path: string
  readonly text: string
  /** Named itself, and not only its folder. */
  readonly named: boolean
  /** Changed in what is reviewed. */
  readonly changed: boolean
}

/** Everything that the files of a run say, before it is evaluated. */
export interface Programs {
  /** Templates and Bicep files; a compiled template whose source is there is left out. */
  readonly programs: readonly Program[]
  readonly parameterFilesOf: (program: Program) => readonly ParameterFile[]
  /** Every parameter file, paired or not. */
  readonly parameterFiles: readonly ParameterFile[]
  readonly declarations: readonly DeclarationFile[]
  readonly loader: ProgramLoader
  readonly sources: ReadonlyMap<string, SourceText>
  /** Comments that may hold inline allows, by file. */
  readonly comments: ReadonlyMap<string, readonly Comment[]>
  /** Files recognised. */
  readonly count: number
  /** Problems known so far; programs grow further ones while they are evaluated. */
  readonly problems: readonly Problem[]
}

/** Reads the files of a run; what is none of ours is left alone, unless it was named. */
export function readPrograms(files: readonly RunFile[], read: Files, registry: Registry = () => undefined): Programs {
  const reader = new RunReader(read, registry)
  for (const file of files) reader.add(file)
  return reader.finish()
}

class RunReader {
  readonly #files: Files
  readonly #loader: ProgramLoader
  readonly #bicep: BicepContext
  readonly #sources = new Map<string, SourceText>()
  readonly #comments = new Map<string, readonly Comment[]>()
  readonly #programPaths: string[] = []
  readonly #parameterFiles: ParameterFile[] = []
  readonly #declarations: DeclarationFile[] = []
  readonly #problems: Problem[] = []
  #count = 0

  constructor(files: Files, registry: Registry) {
    this.#files = {
      read: (path) => {
        const known = this.#sources.get(path)
        if (known) return { kind: 'text', text: known.text }
        const content = files.read(path)
        if (content.kind === 'text') this.#sources.set(path, new SourceText(path, content.text))
        return content
      },
    }
    this.#loader = new ProgramLoader(this.#files, {
      bicep: (source) => lowerBicep(source, this.#bicep),
      registry,
    })
    this.#bicep = {
      load: (path) => this.#loader.load(path).program,
      loadRegistry: (reference, place) => this.#loader.resolve(reference, place).program,
      files: this.#files,
    }
  }

  add(file: RunFile): void {
    const recognised = recognise(file.path, file.text)
    if (!recognised) {
      if (file.named) this.#tellUnknown(file)
      return
    }
    if (recognised.kind === 'unknown-schema' && !file.named) return
    this.#count++
    const source = new SourceText(file.path, file.text)
    this.#sources.set(file.path, source)
    this.#read(file, source, recognised)
  }

  #read(file: RunFile, source: SourceText, recognised: Recognised): void {
    switch (recognised.kind) {
      case 'arm-template':
      case 'bicep':
        this.#programPaths.push(file.path)
        return
      case 'arm-parameters': {
        const tree = parseJson(source)
        this.#parameterFiles.push(readParameterFile(source, tree.root, tree))
        return
      }
      case 'bicep-parameters':
        this.#parameterFiles.push(readBicepParameters(source, this.#bicep))
        return
      case 'declaration': {
        const tree = /\.jsonc?$/i.test(file.path) ? jsonDocuments(source) : parseYaml(source)
        this.#comments.set(file.path, tree.comments)
        this.#problems.push(...tree.problems)
        this.#declarations.push(readDeclarations(source.file, tree.documents))
        return
      }
      case 'configuration':
        return
      case 'unknown-schema':
        this.#tellUnknown(file, recognised.schema)
        return
    }
  }

  #tellUnknown(file: RunFile, schema?: string): void {
    const found =
      schema === undefined ? 'neither a deployment schema nor `apiVersion: keyvault-access/v1`' : `\`${schema}\``
    this.#problems.push({
      code: 'schema-unknown',
      severity: 'error',
      message: `Expected an ARM template, a parameter file, Bicep or an access declaration; the file has ${found}.`,
      file: file.path,
    })
  }

  /** The programs of the run; of templates compiled from Bicep that is part of it, the outlines. */
  #load(): { readonly loaded: readonly Program[]; readonly outlines: readonly Outline[] } {
    const sources = new Map(
      this.#programPaths.filter((path) => /\.bicep$/i.test(path)).map((path) => [stemOf(path), path]),
    )
    const loaded: Program[] = []
    const outlines: Outline[] = []
    for (const path of this.#programPaths) {
      const isTwin = !/\.bicep$/i.test(path) && sourceAmong(path, sources) !== undefined
      const outline = isTwin ? readOutline(path, this.#sources.get(path)?.text ?? '') : undefined
      if (outline) {
        outlines.push(outline)
        continue
      }
      const { program } = this.#loader.load(path)
      if (program) loaded.push(program)
    }
    return { loaded, outlines }
  }

  finish(): Programs {
    const { loaded, outlines } = this.#load()
    const { programs, twinsOf, problems: stale } = findTwins(loaded, outlines)
    const targets = programs.map((program) => targetOf(program, twinsOf.get(program.file)))
    const pairing = pairParameters(targets, this.#parameterFiles, callees(programs))
    // What deploys a module of a registry has no template in the run to be paired with.
    const deploying = this.#parameterFiles.flatMap(({ reference, program }) => (reference && program ? [program] : []))
    const commented = [...loaded, ...this.#parameterFiles.flatMap(({ program }) => program ?? [])]
    for (const program of commented) if (program.comments) this.#comments.set(program.file, program.comments)
    return {
      programs: [...programs, ...deploying],
      parameterFilesOf: (program) => pairing.files.get(program.file) ?? [],
      parameterFiles: this.#parameterFiles,
      declarations: this.#declarations,
      loader: this.#loader,
      sources: this.#sources,
      comments: this.#comments,
      count: this.#count,
      problems: [
        ...this.#problems,
        ...stale,
        ...pairing.problems,
        ...this.#parameterFiles.flatMap(({ problems }) => problems),
        ...this.#declarations.flatMap(({ problems }) => problems),
      ],
    }
  }
}

function targetOf({ file, parameters }: Program, twins: readonly string[] = []): ParameterTarget {
  const declared = [...parameters.values()]
  const required = declared.filter(({ defaultValue, type }) => !defaultValue && !type.nullable)
  return {
    path: file,
    parameters: declared.map(({ name }) => name),
    required: required.map(({ name }) => foldName(name)),
    twins,
  }
}

/** Whether some program calls the file; the calls are looked through when that is first asked. */
function callees(programs: readonly Program[]): (path: string) => boolean {
  let called: Set<string> | undefined
  return (path) => (called ??= calledBy(programs)).has(foldName(path))
}

function calledBy(programs: readonly Program[]): Set<string> {
  const called = new Set<string>()
  const waiting = [...programs]
  for (let program = waiting.pop(); program; program = waiting.pop()) {
    for (const { source } of program.modules) {
      if (source.kind === 'local') called.add(foldName(source.path))
      if (source.kind === 'inline') waiting.push(source.program())
    }
  }
  return called
}

function jsonDocuments(source: SourceText) {
  const { root, problems, comments } = parseJson(source)
  return { documents: root ? [root] : [], problems, comments }
}
