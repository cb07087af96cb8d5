import type { Resource } from '../../../src/evaluate/resource.js'
import type { Value } from '../../../src/evaluate/value.js'
import { deployAll } from '../../../src/evaluate/worlds.js'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import { ProgramLoader } from '../../../src/language/modules.js'
import { openRegistry } from '../../../src/language/registry.js'
import type { Files } from '../../../src/source/files.js'
import { SourceText } from '../../../src/source/text.js'

const root = 'mcr.microsoft.com/bicep/avm/res/key-vault/vault'

/** What a call of the vault module (or a child, `secret:0.1.0`) with these parameters deploys; `after` may use `m`. */
export function callModule(version: string, params: string, after = ''): Called {
  const child = version.includes(':') ? `/${version}` : `:${version}`
  const text = `module m 'br:${root}${child}' = {\n  name: 'm'\n  params: {\n${params}\n  }\n}\n${after}`
  const files: Files = { read: () => ({ kind: 'absent' }) }
  const loader: ProgramLoader = new ProgramLoader(files, {
    bicep: (source) =>
      lowerBicep(source, {
        files,
        load: () => undefined,
        loadRegistry: (reference, place) => loader.resolve(reference, place).program,
      }),
    registry: openRegistry({}),
  })
  const program = lowerBicep(new SourceText('main.bicep', text), {
    files,
    load: () => undefined,
    loadRegistry: (reference, place) => loader.resolve(reference, place).program,
  })
  const [deployment] = deployAll([program], () => [], loader, { clock: 0 })
  if (!deployment) throw new Error('nothing is deployed')
  const { resources, opaque, outputs, problems } = deployment
  return {
    resources: resources.filter(({ existing }) => !existing),
    outputs: Object.fromEntries([...outputs].map(([name, { value }]) => [name, plain(value)])),
    problems: [...program.problems, ...problems, ...loader.problems].map(({ message }) => message),
    opaque: opaque.map(({ reference }) => reference),
    written: ({ origin: { span } }) => (span.file === 'main.bicep' ? text.slice(span.start, span.end) : span.file),
  }
}

export interface Called {
  readonly resources: readonly Resource[]
  readonly outputs: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
  readonly opaque: readonly string[]
  /** What is written where a value stands. */
  readonly written: (value: Value) => string
}

/** The resources of a type (its end is enough), each as `[name, properties]`. */
export function shown(called: Called, type: string): readonly (readonly [unknown, unknown])[] {
  return ofType(called, type).map((resource) => [plain(lastName(resource)), plain(at(resource, 'properties'))])
}

export function ofType({ resources }: Called, type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type.endsWith(type))
}

/** The value at a path of a resource's body; null where there is none. */
export function at({ body }: Resource, path: string): Value {
  let value: Value = body
  for (const name of path.split('.')) {
    const next: Value | undefined =
      value.kind === 'object'
        ? value.entries.get(name.toLowerCase())?.value
        : value.kind === 'array'
          ? value.items[Number(name)]
          : undefined
    if (!next) throw new Error(`there is no ${path}`)
    value = next
  }
  return value
}

function lastName(resource: Resource): Value {
  return resource.names.at(-1) ?? resource.id
}

/** Plain data; what is null is left out of objects, what is unknown is `?` and its cause. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value
    case 'text':
      return value.parts.map((part) => (typeof part === 'string' ? part : plain(part))).join('')
    case 'array':
      return [...value.items.map(plain), ...(value.rest ? [['…', plain(value.rest)]] : [])]
    case 'choice':
      return { either: value.alternatives.map((alternative) => plain(alternative.value)) }
    case 'unknown':
      return 'name' in value.cause ? `?${value.cause.name}` : `?${value.cause.kind}`
    case 'object':
      return Object.fromEntries(
        [...value.entries.values()].flatMap((entry) => {
          const inner = plain(entry.value)
          return inner === null ? [] : [[entry.key, inner]]
        }),
      )
  }
  return undefined
}
