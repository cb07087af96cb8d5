import type { Program } from '../language/program.js'
import type { Problem } from '../source/problem.js'

/** Programs to judge, and notes on compiled templates that no longer are what their source says. */
export interface Twins {
  readonly programs: readonly Program[]
  readonly problems: readonly Problem[]
}

/**
 * Leaves out compiled templates whose Bicep source is among the programs: findings then stand on the source, once.
 *
 * The source is the `.bicep` of the same folder and name, or the only one of the folder that nothing else claims when
 * the template is called `azuredeploy.json` or `main.json`, as the quickstarts have it.
 */
export function findTwins(programs: readonly Program[]): Twins {
  const sources = new Map<string, Program>()
  for (const program of programs) if (program.language === 'bicep') sources.set(stemOf(program.file), program)
  const problems: Problem[] = []
  const kept = programs.filter((program) => {
    const source = program.generated ? sourceOf(program, sources) : undefined
    if (!source) return true
    const differs = difference(program, source)
    if (differs) {
      problems.push({
        code: 'stale-twin',
        severity: 'note',
        message: `Compiled from an older \`${source.file}\`: ${differs}. The source is judged; compile it again.`,
        file: program.file,
      })
    }
    return false
  })
  return { programs: kept, problems }
}

function sourceOf({ file }: Program, sources: ReadonlyMap<string, Program>): Program | undefined {
  const stem = stemOf(file)
  const same = sources.get(stem)
  if (same) return same
  const folder = stem.slice(0, stem.lastIndexOf('/') + 1)
  return /(?:^|\/)azuredeploy$/.test(stem) ? sources.get(`${folder}main`) : undefined
}

function stemOf(file: string): string {
  return file.replace(/\.[^./]+$/, '').toLowerCase()
}

/** What differs between a compiled template and its source, in words; undefined when nothing that shows does. */
function difference(compiled: Program, source: Program): string | undefined {
  return (
    differingNames('parameter', compiled.parameters, source.parameters) ??
    differingNames('output', compiled.outputs, source.outputs) ??
    differingTypes(compiled, source)
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
function differingTypes(compiled: Program, source: Program): string | undefined {
  const [inCompiled, inSource] = [typesOf(compiled), typesOf(source)]
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
