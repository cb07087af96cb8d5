import type { Limits } from '../../src/evaluate/budget.js'
import type { Deployment, Resource } from '../../src/evaluate/resource.js'
import type { Value } from '../../src/evaluate/value.js'
import { deployAll } from '../../src/evaluate/worlds.js'
import { readBicepParameters } from '../../src/language/bicep/parameters.js'
import { lowerBicep } from '../../src/language/bicep/program.js'
import { ProgramLoader } from '../../src/language/modules.js'
import { readParameterFile } from '../../src/language/parameters.js'
import type { ParameterFile, Program } from '../../src/language/program.js'
import type { Files } from '../../src/source/files.js'
import { parseJson } from '../../src/source/json.js'
import type { Span } from '../../src/source/span.js'
import { SourceText } from '../../src/source/text.js'
import { clock } from './sample.js'

export type Sources = Readonly<Record<string, string | object>>

export interface SampleOptions {
  /** By path of the template: its parameter files. */
  readonly parameters?: Readonly<Record<string, readonly string[]>>
  readonly possible?: boolean
  readonly limits?: Partial<Limits>
}

/** Every program of the sources in every world; objects are written as JSON. */
export function deploySources(sources: Sources, options: SampleOptions = {}): Sample {
  const texts = new Map(
    Object.entries(sources).map(([path, source]) => [
      path,
      typeof source === 'string' ? source : JSON.stringify(source, undefined, 1),
    ]),
  )
  const files: Files = {
    read: (path) => {
      const text = texts.get(path)
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
    },
  }
  const loader: ProgramLoader = new ProgramLoader(files, {
    bicep: (source) => lowerBicep(source, { files, load: (path) => loader.load(path).program }),
    registry: () => undefined,
  })
  const isParameters = (path: string) => /\.parameters\.json$|\.bicepparam$/.test(path)
  const programs = [...texts.keys()]
    .filter((path) => !isParameters(path))
    .map((path) => loader.load(path).program)
    .filter((program) => program !== undefined)
  const parameterFile = (path: string): ParameterFile => {
    const source = new SourceText(path, texts.get(path) ?? '')
    if (path.endsWith('.bicepparam'))
      return readBicepParameters(source, { files, load: (from) => loader.load(from).program })
    return readParameterFile(source, parseJson(source).root)
  }
  const filesOf = ({ file }: Program) => (options.parameters?.[file] ?? []).map(parameterFile)
  const { possible = false, limits = {} } = options
  const deployments = deployAll(programs, filesOf, loader, { clock, possible, limits })
  return new Sample(deployments, loader, texts)
}

/** One template, as an object or JSON text, with its defaults. */
export function deployTemplate(template: object | string, options?: SampleOptions): Sample {
  return deploySources({ 'main.json': template }, options)
}

/** One Bicep file with its defaults. */
export function deployBicep(text: string, more: Sources = {}, options?: SampleOptions): Sample {
  return deploySources({ 'main.bicep': text, ...more }, options)
}

export class Sample {
  readonly deployments: readonly Deployment[]
  readonly loader: ProgramLoader
  readonly #texts: ReadonlyMap<string, string>

  constructor(deployments: readonly Deployment[], loader: ProgramLoader, texts: ReadonlyMap<string, string>) {
    this.deployments = deployments
    this.loader = loader
    this.#texts = texts
  }

  /** The first deployment. */
  get only(): Deployment {
    const [first] = this.deployments
    if (!first) throw new Error('nothing is deployed')
    return first
  }

  get resources(): readonly Resource[] {
    return this.only.resources
  }

  /** The resource of that type, or the one that has that symbol or path. */
  resource(which: string): Resource {
    const found = this.resources.filter(({ type, symbol }) => type === which || symbol === which)
    const [first] = found
    if (!first || found.length > 1) throw new Error(`${found.length} resources are ${which}`)
    return first
  }

  output(name: string): Value {
    const output = this.only.outputs.get(name.toLowerCase())
    if (!output) throw new Error(`no output ${name}`)
    return output.value
  }

  /** What is written at a place. */
  written({ file, start, end }: Span): string {
    return this.#texts.get(file)?.slice(start, end) ?? `no file ${file}`
  }
}

/** Under a body: `properties.networkAcls.defaultAction`; undefined where it is absent. */
export function under(resource: Resource, path: string): Value | undefined {
  let value: Value | undefined = resource.body
  for (const name of path.split('.')) {
    if (value?.kind !== 'object') return undefined
    value = value.entries.get(name.toLowerCase())?.value
  }
  return value
}

export function template(parts: object): object {
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [],
    ...parts,
  }
}
