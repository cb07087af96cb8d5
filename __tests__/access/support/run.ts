import { readDeclarations } from '../../../src/access/from-declaration.js'
import { buildModel } from '../../../src/access/from-resources.js'
import type { AccessModel, AccessSettings, DeclarationFile, Persona } from '../../../src/access/model.js'
import { isSought } from '../../../src/access/sought.js'
import type { Deployment } from '../../../src/evaluate/resource.js'
import type { Value } from '../../../src/evaluate/value.js'
import { deployAll } from '../../../src/evaluate/worlds.js'
import { readBicepParameters } from '../../../src/language/bicep/parameters.js'
import { lowerBicep } from '../../../src/language/bicep/program.js'
import { ProgramLoader } from '../../../src/language/modules.js'
import { readParameterFile } from '../../../src/language/parameters.js'
import type { ParameterFile, Program } from '../../../src/language/program.js'
import type { Files } from '../../../src/source/files.js'
import { parseJson } from '../../../src/source/json.js'
import type { Span } from '../../../src/source/span.js'
import { SourceText } from '../../../src/source/text.js'
import { parseYaml } from '../../../src/source/yaml.js'

/** Files by path: texts, or objects that are written as JSON. */
export type Sources = Readonly<Record<string, string | object>>

export const clock = Date.UTC(2026, 10, 24)

export const tenant = '00000000-0000-0000-0000-00000000000a'
export const alice = '11111111-1111-1111-1111-111111111111'
export const bob = '22222222-2222-2222-2222-222222222222'

/** The document's personas, as the pack has them. */
export const personas: readonly Persona[] = [
  row('security-team', { keys: 'all', secrets: 'all', certificates: 'all' }, [
    'Key Vault Contributor',
    'Key Vault Administrator',
    'Key Vault Data Access Administrator',
    'Monitoring Contributor',
  ]),
  {
    ...row('developers-operators', {}, []),
    actions: ['Microsoft.KeyVault/vaults/deploy/action'],
    productionOnly: true,
  },
  row('auditors', { keys: ['list'], secrets: ['list'], certificates: ['list'] }, ['Key Vault Reader']),
  row('storage-account', { keys: ['get', 'list', 'wrapKey', 'unwrapKey'] }, [
    'Key Vault Crypto Service Encryption User',
  ]),
  row('application', { secrets: ['get', 'list'], certificates: ['get', 'list'] }, [
    'Key Vault Reader',
    'Key Vault Secrets User',
  ]),
  { ...row('administrator', {}, []), exempt: true },
]

function row(id: string, dataPlane: Persona['dataPlane'], roles: readonly string[]): Persona {
  return { id, label: id, dataPlane, roles, actions: [], excludes: [], exempt: false }
}

export const settings: AccessSettings = {
  personas,
  principals: [],
  environmentOf: () => undefined,
  now: clock,
  incomplete: false,
}

export interface RunOptions extends Partial<AccessSettings> {
  /** Parameter files of `main.bicep` or `main.json`. */
  readonly parameters?: readonly string[]
  readonly declarations?: readonly DeclarationFile[]
}

function textsOf(sources: Sources): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sources).map(([path, source]) => [
      path,
      typeof source === 'string' ? source : JSON.stringify(source),
    ]),
  )
}

/** Every deployment of some files, and of each its model. */
export function modelsOf(sources: Sources, options: RunOptions = {}): readonly AccessModel[] {
  const { parameters = [], declarations = [], ...own } = options
  const vaults = declarations.flatMap((file) => file.vaults)
  return deploymentsOf(sources, parameters).map((deployment) => buildModel(deployment, { ...settings, ...own }, vaults))
}

/** The model of one Bicep file, or of several whose only root is `main`. */
export function modelOf(source: string | Sources, options: RunOptions = {}): AccessModel {
  const [model, ...others] = modelsOf(typeof source === 'string' ? { 'main.bicep': source } : source, options)
  if (!model || others.length > 0) throw new Error(`${others.length + 1} deployments`)
  return model
}

export function deploymentsOf(sources: Sources, parameters: readonly string[] = []): readonly Deployment[] {
  const texts = textsOf(sources)
  const files: Files = {
    read: (path) => {
      const text = texts[path]
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
    },
  }
  const loader: ProgramLoader = new ProgramLoader(files, {
    bicep: (text, { files }) => lowerBicep(text, { load: (path) => loader.load(path).program, files }),
    registry: () => undefined,
  })
  const paths = Object.keys(texts).filter((path) => !parameters.includes(path))
  const programs = paths.flatMap((path) => loader.load(path).program ?? [])
  const read = parameters.map((path) => parameterFile(path, texts[path] ?? '', loader, files))
  const filesOf = ({ file }: Program) => (file.startsWith('main.') ? read : [])
  return deployAll(programs, filesOf, loader, { clock, sought: isSought })
}

function parameterFile(path: string, text: string, loader: ProgramLoader, files: Files): ParameterFile {
  const source = new SourceText(path, text)
  if (path.endsWith('.bicepparam'))
    return readBicepParameters(source, { load: (other) => loader.load(other).program, files })
  const tree = parseJson(source)
  return readParameterFile(source, tree.root, tree)
}

export function declarationsIn(text: string, file = 'access.yaml'): DeclarationFile {
  const { documents } = parseYaml(new SourceText(file, text))
  return readDeclarations(file, documents)
}

/** The first line of what stands at a place. */
export function textAt(sources: string | Sources, { file, start, end }: Span): string {
  const texts = textsOf(typeof sources === 'string' ? { [file]: sources } : sources)
  return (texts[file] ?? '').slice(start, end).split('\n')[0] ?? ''
}

/** A literal's value; the kind of anything else. */
export function plain(value: Value | undefined): unknown {
  if (value?.kind === 'literal') return value.value
  if (value?.kind === 'array') return value.items.map(plain)
  if (value?.kind === 'choice') return value.alternatives.map(({ when, value }) => [when, plain(value)])
  return value && `<${value.kind}>`
}

/** Who may do what where, one line for each grant. */
export function grantsOf(model: AccessModel): readonly string[] {
  return model.grants.map(({ vault, principal, plane, mechanism, scopeKind, role, operations, effective, open }) =>
    [
      vault?.name ?? '-',
      principal.id,
      plane,
      mechanism,
      scopeKind,
      role?.name ?? '-',
      effective === 'unknown' ? 'perhaps' : effective ? 'counts' : 'inert',
      plane === 'management' ? `${operations.length} operations` : operations.join(' '),
      ...(open ? ['and more'] : []),
    ].join(' | '),
  )
}
