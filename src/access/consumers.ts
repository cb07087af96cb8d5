import { or } from '../evaluate/logic.js'
import { parseResourceId, sameResource } from '../evaluate/resource-id.js'
import type { Resource } from '../evaluate/resource.js'
import type { Truth, Value } from '../evaluate/value.js'
import type { Expression, ParameterFile, Program } from '../language/program.js'
import type { Span } from '../source/span.js'
import { visitExpressions } from './expressions.js'
import { certificateVaults, diskVaults, isNamed } from './links.js'
import type { AccessSettings, NamedVaults, SecretSources, Vault } from './model.js'
import { knownText } from './read.js'
import type { ResourceIndex } from './resource-index.js'
import { certificateTypes, diskTypes } from './sought.js'

/** What of a deployment, or of the run, makes use of the flags by which a vault lets Azure services read from it. */
export function consumersOf(
  vault: Vault,
  index: ResourceIndex,
  own: SecretSources,
  { secretSources, links }: Pick<AccessSettings, 'secretSources' | 'links'>,
): Pick<Vault, 'consumers' | 'consumersOpenAt'> {
  const deployment = usesOf(vault, index.ofType(...certificateTypes), certificateVaults, links?.certificates)
  const diskEncryption = usesOf(vault, index.ofType(...diskTypes), diskVaults, links?.disks)
  const templateDeployment = isAskedForSecrets(vault, index, own, secretSources)
  return {
    consumers: {
      deployment: deployment.holds,
      diskEncryption: diskEncryption.holds,
      templateDeployment: templateDeployment.holds,
    },
    consumersOpenAt: {
      deployment: deployment.openAt,
      diskEncryption: diskEncryption.openAt,
      templateDeployment: templateDeployment.openAt,
    },
  }
}

/** Whether a vault is made use of; where that cannot be told, the first place that does not say of which vault. */
interface Uses {
  readonly holds: Truth
  readonly openAt?: Span | undefined
}

/** Whether one of the resources leads to the vault, or one of another deployment. */
function usesOf(
  vault: Vault,
  resources: readonly Resource[],
  idsOf: (resource: Resource) => readonly (Value | undefined)[],
  elsewhere: NamedVaults | undefined,
): Uses {
  let holds: Truth = false
  let openAt: Span | undefined
  for (const resource of resources) {
    if (resource.existing) continue
    for (const id of idsOf(resource)) {
      const own = isVault(id, vault)
      holds = or(holds, own)
      if (own === 'unknown') openAt ??= id?.origin.span ?? resource.head
    }
  }
  if (holds !== false || !elsewhere) return { holds, openAt }
  return { holds: isNamed(elsewhere, vault), openAt: elsewhere.openAt }
}

function isVault(id: Value | undefined, vault: Vault): Truth {
  return id ? sameResource(id, vault.idValue) : 'unknown'
}

function isAskedForSecrets(
  vault: Vault,
  index: ResourceIndex,
  own: SecretSources,
  run: SecretSources | undefined,
): Uses {
  const { resource, symbol, nameValue } = vault
  const name = knownText(nameValue)?.toLowerCase()
  const all = run ? [own, run] : [own]
  for (const sources of all) {
    if (resource && symbol !== undefined && sources.symbols.has(symbolKey(resource.program, symbol)))
      return { holds: true }
    if (name !== undefined && sources.names.has(name)) return { holds: true }
  }
  const { references = new Set() } = own
  const referred = index
    .ofType('microsoft.keyvault/vaults')
    .filter((other) => other.symbol !== undefined && references.has(symbolKey(other.program, other.symbol)))
    .map((other) => sameResource(other.id, vault.idValue))
    .reduce<Truth>(or, false)
  if (referred === true) return { holds: true }
  const elsewhere = [...(run?.references ?? [])].find((key) => !references.has(key))
  const uncertain = all.some(({ open, names }) => open || (name === undefined && names.size > 0))
  if (run && !uncertain && elsewhere === undefined) return { holds: referred, openAt: firstOf(own.referredAt) }
  const openAt = own.openAt ?? run?.openAt ?? (elsewhere === undefined ? undefined : run?.referredAt?.get(elsewhere))
  return { holds: 'unknown', openAt }
}

function firstOf(places: ReadonlyMap<string, Span> | undefined): Span | undefined {
  return places?.values().next().value
}

function symbolKey(program: Program, symbol: string): string {
  return `${program.file}#${symbol}`
}

/** Vaults that programs and parameter files fetch secrets from while they are deployed. */
export function findSecretSources(
  programs: readonly Program[],
  parameterFiles: readonly ParameterFile[] = [],
): SecretSources {
  const search = new SecretSearch(undefined)
  for (const { values } of parameterFiles) {
    for (const { value } of values.values()) search.look(value.kind === 'deferred' ? value.force() : value)
  }
  const all = [search, ...programs.map(searchedFor)]
  return {
    names: new Set(all.flatMap(({ names }) => [...names])),
    symbols: new Set(all.flatMap(({ symbols }) => [...symbols])),
    references: new Set(all.flatMap(({ referredAt }) => [...referredAt.keys()])),
    referredAt: new Map(all.flatMap(({ referredAt }) => [...referredAt])),
    open: all.some(({ open }) => open),
    openAt: all.find(({ openAt }) => openAt)?.openAt,
  }
}

export const noSources: SecretSources = { names: new Set(), symbols: new Set(), references: new Set(), open: false }

/** Whether any secret is fetched. */
export function fetchesAny({ names, symbols, references, open }: SecretSources): boolean {
  return open || names.size > 0 || symbols.size > 0 || (references?.size ?? 0) > 0
}

/** Whether a program itself fetches any. */
export function fetchesSecrets(program: Program): boolean {
  return fetchesAny(searchedFor(program))
}

/** What a program fetches, looked for once, however many deployments it is part of. */
const searches = new WeakMap<Program, SecretSearch>()

/** What a secret is fetched by in either language: `getSecret()`, or a `reference` in the place of a value. */
const fetching = /getsecret|\breference(?:["']|\s*:)/gi

function searchedFor(program: Program): SecretSearch {
  const known = searches.get(program)
  if (known) return known
  const search = new SecretSearch(program)
  visitExpressions(program, (expression) => search.look(expression), fetching)
  searches.set(program, search)
  return search
}

class SecretSearch implements SecretSources {
  readonly names = new Set<string>()
  readonly symbols = new Set<string>()
  readonly referredAt = new Map<string, Span>()
  open = false
  openAt: Span | undefined
  readonly #program: Program | undefined

  constructor(program: Program | undefined) {
    this.#program = program
  }

  get references(): ReadonlySet<string> {
    return new Set(this.referredAt.keys())
  }

  look(expression: Expression): boolean {
    if (expression.kind === 'unknown' && expression.cause.kind === 'secret-reference')
      this.#note(expression.cause.vault, expression.span)
    if (expression.kind === 'call' && expression.name.toLowerCase() === 'getsecret')
      this.#note(expression.args.at(secretVault(expression.args)), expression.span)
    return true
  }

  #note(vault: Expression | undefined, at: Span): void {
    const of = vault?.kind === 'deferred' ? vault.force() : vault
    // What nothing declares fetches nothing: such a file is not deployed.
    if (of?.kind === 'unknown' && of.cause.kind === 'invalid') return
    const name = of && literalName(of)
    const program = of?.kind === 'symbol' ? (of.home ?? this.#program) : undefined
    if (name !== undefined) this.names.add(name.toLowerCase())
    else if (of?.kind === 'symbol' && program) this.#noteSymbol(of.name, program, at)
    else {
      this.open = true
      this.openAt ??= at
    }
  }

  /** A vault that is made here, or a reference to one that may be made elsewhere. */
  #noteSymbol(symbol: string, program: Program, at: Span): void {
    const declared = program.resources.find((resource) => resource.symbol === symbol)
    const name = declared?.existing === true ? literalName(declared.name) : undefined
    if (name !== undefined) this.names.add(name.toLowerCase())
    else if (declared?.existing !== true) this.symbols.add(symbolKey(program, symbol))
    else if (!this.referredAt.has(symbolKey(program, symbol))) this.referredAt.set(symbolKey(program, symbol), at)
  }
}

/** `vault.getSecret(name)` has the vault first; `getSecret(subscription, group, vault, name)` has its name third. */
function secretVault(args: readonly Expression[]): number {
  return args.length > 3 ? 2 : 0
}

/** A vault's name, of an id or a `resourceId(…)` that ends in one, or written out. */
function literalName(expression: Expression): string | undefined {
  if (expression.kind === 'literal' && typeof expression.value === 'string') {
    const parsed = parseResourceId({
      kind: 'literal',
      value: expression.value,
      origin: { span: expression.span, uses: [], because: [] },
    })
    return knownText(parsed?.chain.at(-1)?.names[0]) ?? expression.value
  }
  if (expression.kind !== 'call' || !/resourceid$/i.test(expression.name)) return undefined
  const last = expression.args.at(-1)
  return last ? literalName(last.kind === 'deferred' ? last.force() : last) : undefined
}
