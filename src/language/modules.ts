import { unavailableProblem } from '../source/decode.js'
import { recognise } from '../source/discover.js'
import type { Files } from '../source/files.js'
import { parseJson } from '../source/json.js'
import { childOf } from '../source/node.js'
import type { Problem, ProblemCode } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { SourceText } from '../source/text.js'
import { lowerTemplate } from './arm/template.js'
import type { ExpressionCause, Program } from './program.js'

/** How what is not ARM JSON in the repository becomes a program. */
export interface FrontEnds {
  readonly bicep: (source: SourceText, loader: ProgramLoader) => Program
  readonly registry: Registry
}

/**
 * A module of a registry, by its reference with the alias expanded; undefined where nobody knows it.
 *
 * All of its program stands at `place`, where it is called or imported from.
 */
export type Registry = (reference: string, place: Span) => Program | Unavailable | undefined

/** A module that should be there and could not be had; `why` is words that follow "since". */
export interface Unavailable {
  readonly kind: 'unavailable'
  readonly why: string
}

/** A program, or why there is none. */
export type Loaded =
  | { readonly program: Program; readonly cause?: undefined }
  | { readonly program?: undefined; readonly cause: ExpressionCause }

const nowhere: Span = { file: '', start: 0, end: 0 }

function loadedFrom(found: Program | Unavailable | undefined, reference: string): Loaded {
  if (found && !('kind' in found)) return { program: found }
  return { cause: { kind: 'external-module', reference, ...(found ? { why: found.why } : {}) } }
}

/** Reads the programs of a run, each file once, whoever calls it; what is amiss is kept. */
export class ProgramLoader {
  readonly files: Files
  private readonly own: Problem[] = []
  private readonly external: Program[] = []
  private readonly frontEnds: FrontEnds
  private readonly byPath = new Map<string, Loaded>()
  private readonly references = new Map<string, Loaded>()
  private readonly faults = new Map<string, Problem>()
  private readonly told = new Set<string>()

  constructor(files: Files, frontEnds: FrontEnds) {
    this.files = files
    this.frontEnds = frontEnds
  }

  /** The program in a file, by its path from the repository root; `call` is where it is asked for. */
  load(path: string, call?: Span): Loaded {
    let loaded = this.byPath.get(path)
    if (!loaded) {
      // Whoever asks for a file while it is read gets this; nobody does, unless front ends change.
      this.byPath.set(path, { cause: { kind: 'invalid', message: `\`${path}\` is needed to read itself` } })
      loaded = this.read(path)
      this.byPath.set(path, loaded)
    }
    const fault = this.faults.get(path)
    if (fault) this.tell(fault, path, call)
    return loaded
  }

  /** What loading a file gave before; undefined where nobody asked for it. Nothing is read. */
  loaded(path: string): Loaded | undefined {
    return this.byPath.get(path)
  }

  /** The program of a registry reference, for one place that names it. */
  resolve(reference: string, place: Span = nowhere): Loaded {
    const key = JSON.stringify([reference, place.file, place.start])
    const known = this.references.get(key)
    if (known) return known
    const found = this.frontEnds.registry(reference, place)
    const loaded = loadedFrom(found, reference)
    if (loaded.program) this.external.push(loaded.program)
    this.references.set(key, loaded)
    return loaded
  }

  /** What is amiss with files that were asked for, and with programs of registries; these grow while they are evaluated. */
  get problems(): readonly Problem[] {
    return [...this.own, ...this.external.flatMap(({ problems }) => problems)]
  }

  private read(path: string): Loaded {
    const content = this.files.read(path)
    if (content.kind === 'text') return this.lower(new SourceText(path, content.text))
    if (content.kind === 'unavailable') this.own.push(unavailableProblem(path, content))
    else if (content.kind === 'absent') this.fault(path, 'module-missing', `There is no file \`${path}\`.`)
    else this.fault(path, 'path-outside', `\`${path}\` leads out of the repository.`)
    return { cause: { kind: 'missing-file', path } }
  }

  private lower(source: SourceText): Loaded {
    const { file, text } = source
    if (/\.bicep$/i.test(file)) return { program: this.frontEnds.bicep(source, this) }
    const tree = parseJson(source)
    const looksSo = recognise('.json', text)?.kind === 'arm-template' || childOf(tree.root, 'resources') !== undefined
    if (tree.root && looksSo) {
      const { problems, comments } = tree
      return { program: lowerTemplate(source, tree.root, { problems, comments, isTemplate: this.isTemplate }) }
    }
    const message = `\`${file}\` is neither Bicep nor an ARM template.`
    this.fault(file, 'template-invalid', message)
    return { cause: { kind: 'invalid', message } }
  }

  private readonly isTemplate = (path: string): boolean => {
    const content = this.files.read(path)
    return content.kind === 'text' && recognise('.json', content.text)?.kind === 'arm-template'
  }

  /** Notes what is wrong with a file, to be told to those who ask for it. */
  private fault(path: string, code: ProblemCode, message: string): void {
    this.faults.set(path, { code, severity: 'error', message })
  }

  /** Once for each place that asks. */
  private tell(fault: Problem, path: string, call: Span | undefined): void {
    const key = JSON.stringify([path, call?.file, call?.start])
    if (this.told.has(key)) return
    this.told.add(key)
    this.own.push({ ...fault, ...(call ? { span: call } : { file: path }) })
  }
}
