import { foldName } from '../language/program.js'
import type { Program } from '../language/program.js'
import type { Problem } from '../source/problem.js'
import { readCompiledText } from './compiled-text.js'

/** Programs to judge, and notes on compiled templates that no longer are what their source says. */
export interface Twins {
  readonly programs: readonly Program[]
  /** Paths of the templates left out, by the path of their source. */
  readonly twinsOf: ReadonlyMap<string, readonly string[]>
  readonly problems: readonly Problem[]
}

/** What a compiled template says that its source must say too. */
export interface Outline {
  readonly file: string
  /** By folded name. */
  readonly parameters: ReadonlyMap<string, { readonly name: string }>
  readonly outputs: ReadonlyMap<string, { readonly name: string }>
  /** Folded. */
  readonly types: ReadonlySet<string>
}

/**
 * Leaves out compiled templates whose Bicep source is among the programs: findings then stand on the source, once.
 *
 * The source is the `.bicep` of the same folder and name, or `main.bicep` where the template is called
 * `azuredeploy.json`, and `prereq.main.bicep` for `prereq.azuredeploy.json`, as the quickstarts have it. Templates of which only the outline was read are left out as well.
 */
export function findTwins(programs: readonly Program[], outlines: readonly Outline[] = []): Twins {
  const sources = new Map<string, Program>()
  for (const program of programs) if (program.language === 'bicep') sources.set(stemOf(program.file), program)
  const twins = [...outlines]
  const kept = programs.filter((program) => {
    if (!program.generated || sourceAmong(program.file, sources) === undefined) return true
    const { file, parameters, outputs } = program
    twins.push({ file, parameters, outputs, types: typesOf(program) })
    return false
  })
  const twinsOf = new Map<string, string[]>()
  const problems: Problem[] = []
  for (const twin of twins) {
    const source = sourceAmong(twin.file, sources)
    if (!source) continue
    const known = twinsOf.get(source.file)
    if (known) known.push(twin.file)
    else twinsOf.set(source.file, [twin.file])
    problems.push(...staleness(twin, source))
  }
  return { programs: kept, twinsOf, problems }
}

/** By the stem of its file, see {@link stemOf}: the source that a template is compiled of, if it is. */
export function sourceAmong<T>(file: string, sources: ReadonlyMap<string, T>): T | undefined {
  const stem = stemOf(file)
  const same = sources.get(stem)
  if (same !== undefined) return same
  if (!/(?:^|[/.])azuredeploy$/.test(stem)) return undefined
  return sources.get(`${stem.slice(0, -'azuredeploy'.length)}main`)
}

/** A path without its extension, folded. */
export function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/, '').toLowerCase()
}

/**
 * The outline of a template that Bicep compiled, read as plain data, which is much faster than as a program.
 *
 * Undefined for what no compiler writes: another generator, comments, keys in other letter case.
 */
export function readOutline(file: string, text: string): Outline | undefined {
  if (!text.includes('"_generator"')) return undefined
  const laidOut = readCompiledText(text)
  if (laidOut) {
    const { parameters, outputs, resources } = laidOut
    return {
      file,
      parameters: byFoldedName(parameters),
      outputs: byFoldedName(outputs),
      types: deployedTypes(resources),
    }
  }
  const root = asRecord(parsePlain(text))
  const { parameters, outputs, resources } = root
  const { name } = asRecord(asRecord(root['metadata'])['_generator'])
  if (name !== 'bicep' || typeof resources !== 'object') return undefined
  const written = Object.values(resources ?? {}).map((resource) => {
    const { type, existing } = asRecord(resource)
    return { type: typeof type === 'string' ? type : undefined, existing: existing === true }
  })
  const typed = written.filter((resource): resource is WrittenResource => resource.type !== undefined)
  if (typed.length < written.length) return undefined
  return { file, parameters: namesOf(parameters), outputs: namesOf(outputs), types: deployedTypes(typed) }
}

interface WrittenResource {
  readonly type: string
  readonly existing: boolean
}

/** Nested deployments are calls of modules, whose types are the modules' own. */
function deployedTypes(resources: readonly WrittenResource[]): ReadonlySet<string> {
  const types = resources.filter(({ existing }) => !existing).map(({ type }) => foldName(type))
  return new Set(types.filter((type) => type !== 'microsoft.resources/deployments'))
}

function parsePlain(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // It is read as Azure reads templates instead.
    return undefined
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function namesOf(section: unknown): Outline['parameters'] {
  return byFoldedName(Object.keys(asRecord(section)))
}

function byFoldedName(names: readonly string[]): Outline['parameters'] {
  return new Map(names.map((name) => [foldName(name), { name }]))
}

function staleness(compiled: Outline, source: Program): readonly Problem[] {
  const differs = difference(compiled, source)
  if (differs === undefined) return []
  const message = `Compiled from an older \`${source.file}\`: ${differs}. The source is judged; compile it again.`
  return [{ code: 'stale-twin', severity: 'note', message, file: compiled.file }]
}

/** What differs between a compiled template and its source, in words; undefined when nothing that shows does. */
function difference(compiled: Outline, source: Program): string | undefined {
  return (
    differingNames('parameter', compiled.parameters, source.parameters) ??
    differingNames('output', compiled.outputs, source.outputs) ??
    differingTypes(compiled.types, typesOf(source))
  )
}

function differingNames(
  what: string,
  compiled: ReadonlyMap<string, { readonly name: string }>,
  source: ReadonlyMap<string, { readonly name: string }>,
): string | undefined {
  for (const [key, { name }] of source) if (!compiled.has(key)) return `it lacks the ${what} \`${name}\``
  for (const [key, { name }] of compiled) if (!source.has(key)) return `the source has no ${what} \`${name}\``
  return undefined
}

/** Existing resources are left out of compiled templates of the older language version. */
function differingTypes(inCompiled: ReadonlySet<string>, inSource: ReadonlySet<string>): string | undefined {
  for (const type of inSource) if (!inCompiled.has(type)) return `it lacks a resource of type \`${type}\``
  for (const type of inCompiled) if (!inSource.has(type)) return `the source has no resource of type \`${type}\``
  return undefined
}

function typesOf(program: Program): ReadonlySet<string> {
  const types = new Set<string>()
  const visit = (resources: Program['resources'], parent: string): void => {
    for (const { type, existing, children, lexicalParent } of resources) {
      const written = type.kind === 'deferred' ? type.force() : type
      if (written.kind !== 'literal' || typeof written.value !== 'string') continue
      const full = lexicalParent && parent !== '' ? `${parent}/${written.value}` : written.value
      if (!existing) types.add(full.toLowerCase())
      visit(children, full)
    }
  }
  visit(program.resources, '')
  return types
}
