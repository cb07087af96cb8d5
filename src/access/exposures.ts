import { shapeOf } from '../evaluate/parameter.js'
import type { CalledProgram, Deployment } from '../evaluate/resource.js'
import { isSecret, originAt, unknown } from '../evaluate/value.js'
import type { LiteralValue, TextValue, UnknownValue, Value } from '../evaluate/value.js'
import type { Program, ResourceDeclaration } from '../language/program.js'
import { encloses } from '../source/span.js'
import type { Span } from '../source/span.js'
import { visitExpressions } from './expressions.js'
import { lazily } from './facts.js'
import type { Exposure, VaultObject } from './model.js'
import { isPlaceholder } from './names.js'
import { readSetProperty } from './read.js'

/**
 * Where the values of a deployment's secrets can be read: literals, parameters that are not secure, outputs.
 *
 * What is a resource's name, id or endpoint is no secret, whichever way it comes. `fetches` says whether secrets are fetched
 * from vaults while this is deployed.
 */
export function collectExposures(
  deployment: Deployment,
  secrets: readonly VaultObject[],
  fetches: boolean,
): readonly Exposure[] {
  if (secrets.length === 0 && !fetches) return []
  const called = deployment.called ?? []
  const programs = [...new Set(called.map(({ program }) => program))]
  const context: Context = {
    literals: lazily(() => literalsOf(programs)),
    parameters: lazily(() => parametersOf(programs)),
    resources: lazily(() => resourcesOf(programs)),
    parameterFile: deployment.world.file,
  }
  const flowing = new Map<string, VaultObject>()
  const inward = secrets.flatMap((secret) => {
    const value = readSetProperty(secret.properties, 'value')
    const alternatives = value ? alternativesOf(value) : []
    for (const key of alternatives.flatMap((each) => secretKeys(each).keys))
      if (!flowing.has(key)) flowing.set(key, secret)
    return alternatives.flatMap((each) => exposuresOfValue(each, secret, context))
  })
  return [...inward, ...called.flatMap((each) => exposuresOfOutputs(each, flowing, context))]
}

interface Context {
  readonly literals: () => ReadonlySet<string>
  readonly parameters: () => ReadonlyMap<string, Parameter>
  /** Declarations of resources by file. */
  readonly resources: () => ReadonlyMap<string, readonly Span[]>
  readonly parameterFile: string | undefined
}

interface Parameter {
  readonly name: string
  readonly nameSpan: Span
  readonly secure: boolean
  readonly defaultSpan: Span | undefined
  /** Whether the default is a text that is not empty. */
  readonly hasValue: boolean
}

function alternativesOf(value: Value): readonly Value[] {
  return value.kind === 'choice' ? value.alternatives.map((alternative) => alternative.value) : [value]
}

function exposuresOfValue(value: Value, secret: VaultObject, context: Context): readonly Exposure[] {
  if (value.kind === 'literal') return exposuresOfLiteral(value, secret, context)
  if (value.kind !== 'unknown' && value.kind !== 'text') return []
  const plain = plainParameter(value, secret, context)
  return plain
    ? [
        expose(
          secret,
          plain.nameSpan,
          'plainParameter',
          `passes through parameter \`${plain.name}\`, which is not secure`,
        ),
      ]
    : []
}

/** What is written as it is, or behind a secure parameter; of what a function makes of known parts only the latter. */
function exposuresOfLiteral(value: LiteralValue, secret: VaultObject, context: Context): readonly Exposure[] {
  if (typeof value.value !== 'string' || value.value.trim() === '' || isPlaceholder(value.value)) return []
  const place = isWritten(value.origin.span, context) ? value.origin.span : secureDefault(value, context)
  if (!place || isAttribute(value, secret, context)) return []
  return [expose(secret, place, 'literal', `is written ${placeWords(place, context)}`)]
}

/** The default of a secure parameter that a function made a known text of. */
function secureDefault({ secret, origin }: LiteralValue, { parameters }: Context): Span | undefined {
  if (!secret) return undefined
  const defaults = new Set(origin.because.filter(({ kind }) => kind === 'default').map(({ span }) => keyOf(span)))
  return [...parameters().values()].find(
    ({ secure, defaultSpan, hasValue }) => secure && hasValue && defaultSpan && defaults.has(keyOf(defaultSpan)),
  )?.defaultSpan
}

function isWritten(span: Span, { literals, parameterFile }: Context): boolean {
  return span.file === parameterFile || literals().has(keyOf(span))
}

function placeWords(place: Span, { parameters, parameterFile }: Context): string {
  if (place.file === parameterFile) return 'in a parameter file'
  const around = [...parameters().values()].find(({ defaultSpan }) => defaultSpan && encloses(defaultSpan, place))
  return around ? `as the default of parameter \`${around.name}\`` : 'in plain text'
}

/** Whether a value comes by way of another resource: its name, or another property that Azure gives back. */
function isAttribute(
  { origin: { span, uses } }: Value,
  secret: Pick<VaultObject, 'span'> | undefined,
  { resources }: Context,
): boolean {
  const elsewhere = (place: Span): boolean => {
    if (secret && encloses(secret.span, place)) return false
    return (resources().get(place.file) ?? []).some((resource) => encloses(resource, place))
  }
  return [span, ...uses].some(elsewhere)
}

/** A parameter without `secure` that a secret passes through, or that gives the value where nobody gives it one. */
function plainParameter(value: UnknownValue | TextValue, secret: VaultObject, context: Context): Parameter | undefined {
  const parts = value.kind === 'text' ? value.parts.filter((part) => typeof part !== 'string') : [value]
  for (const part of parts) {
    if (isAttribute(part, secret, context)) continue
    const ways = [
      ...(part.cause.kind === 'parameter' ? [part.cause.span] : []),
      ...part.origin.uses,
      ...value.origin.uses,
    ]
    const plain = ways.flatMap((way) => context.parameters().get(keyOf(way)) ?? []).find(({ secure }) => !secure)
    if (plain && (part.secret || isGiven(part, value, plain))) return plain
  }
  return undefined
}

/** A part of a longer text is taken for a secret by the name of its parameter only, and only where nothing else of it is one. */
function isGiven(part: UnknownValue, whole: UnknownValue | TextValue, { name }: Parameter): boolean {
  if (part.cause.kind !== 'parameter' && part.cause.kind !== 'environment') return false
  return whole.kind === 'unknown' || (whole.secret !== true && namesSecret(name))
}

function namesSecret(name: string): boolean {
  if (/(?:name|uri|url|id|version|type|publickey)$/i.test(name)) return false
  return /passw|pwd|secret|credential|token|connectionstring|key$/i.test(name)
}

function exposuresOfOutputs(
  { program, deployed, output }: CalledProgram,
  flowing: ReadonlyMap<string, VaultObject>,
  context: Context,
): readonly Exposure[] {
  if (program.external) return []
  return [...program.outputs.values()].flatMap(({ name, nameSpan, secure }) => {
    if (secure) return []
    const value = output(name)
    const { keys, cut } = value ? secretKeys(value, context) : { keys: [], cut: false }
    const key = keys.find((each) => flowing.has(each) || each.startsWith(fetched))
    if (key === undefined && !cut) return []
    const how = `is shown by output \`${name}\`, which the history of deployments keeps`
    const secret = key === undefined ? undefined : flowing.get(key)
    if (secret) return [expose(secret, nameSpan, 'output', how, deployed)]
    const subject = { id: `${nameSpan.file}#${name}`, type: 'output', name }
    const own = { kind: 'exposure', head: nameSpan, span: nameSpan, secret: undefined, vault: undefined } as const
    if (key !== undefined) return [{ ...subject, ...own, way: 'output', how, deployed }]
    const unseen = unknown({ kind: 'budget', limit: `${maxParts} parts` }, `parts of ${subject.id}`, originAt(nameSpan))
    return [{ ...subject, ...own, way: 'output', how, deployed: 'unknown', doubts: [unseen] }]
  })
}

const fetched = 'secret-reference '
/** Parts of one output that are looked at. */
const maxParts = 5_000

interface SecretKeys {
  readonly keys: readonly string[]
  /** Whether the value has more parts than are looked at. */
  readonly cut: boolean
}

/** Names of the secrets that a value is made of; in `outside`, without what a resource was given and does not give back. */
function secretKeys(value: Value, outside?: Context): SecretKeys {
  const keys: string[] = []
  let cut = false
  const queue: Value[] = [value]
  const add = (parts: Iterable<Value | string>): void => {
    for (const part of parts) {
      if (typeof part === 'string') continue
      if (queue.length < maxParts) queue.push(part)
      else cut = true
    }
  }
  for (let at = 0; at < queue.length; at++) {
    const next = queue[at]
    if (!next || (outside && isSecret(next) && isAttribute(next, undefined, outside))) continue
    if (next.kind === 'choice') add(next.alternatives.map((alternative) => alternative.value))
    else if (next.kind === 'array') add(next.rest ? [...next.items, next.rest] : next.items)
    else if (next.kind === 'object') add([...next.entries.values()].map((entry) => entry.value))
    else if (next.kind === 'text') add(next.parts)
    else if (next.secret && next.kind === 'literal') keys.push(keyOf(next.origin.span))
    else if (next.secret && next.kind === 'unknown' && !next.identity.includes('[*]'))
      keys.push(next.cause.kind === 'secret-reference' ? `${fetched}${next.identity}` : next.identity)
  }
  return { keys, cut }
}

function expose(
  secret: VaultObject,
  place: Span,
  way: Exposure['way'],
  how: string,
  deployed: Exposure['deployed'] = secret.deployed,
): Exposure {
  const { kind: _, ...subject } = secret
  return { ...subject, kind: 'exposure', head: place, secret, way, how, deployed }
}

function keyOf({ file, start, end }: Span): string {
  return `${start} ${end} ${file}`
}

function literalsOf(programs: readonly Program[]): ReadonlySet<string> {
  const literals = new Set<string>()
  for (const program of programs)
    visitExpressions(program, (expression) => {
      if (expression.kind === 'literal' && typeof expression.value === 'string') literals.add(keyOf(expression.span))
      return true
    })
  return literals
}

function parametersOf(programs: readonly Program[]): ReadonlyMap<string, Parameter> {
  const own = programs.filter(({ external }) => !external)
  return new Map(
    own.flatMap((program) =>
      [...program.parameters.values()].map(({ name, nameSpan, type, defaultValue }) => {
        const { secure } = shapeOf(type, program)
        const written = defaultValue?.kind === 'deferred' ? defaultValue.force() : defaultValue
        const hasValue = written?.kind === 'literal' && written.value !== null && written.value !== ''
        return [keyOf(nameSpan), { name, nameSpan, secure, defaultSpan: defaultValue?.span, hasValue }] as const
      }),
    ),
  )
}

function resourcesOf(programs: readonly Program[]): ReadonlyMap<string, readonly Span[]> {
  const spans: Span[] = []
  const add = (resource: ResourceDeclaration): void => {
    spans.push(resource.span)
    for (const child of resource.children) add(child)
  }
  for (const { resources, external } of programs) if (!external) for (const resource of resources) add(resource)
  const byFile = new Map<string, Span[]>()
  for (const span of spans) {
    const list = byFile.get(span.file)
    if (list) list.push(span)
    else byFile.set(span.file, [span])
  }
  return byFile
}
