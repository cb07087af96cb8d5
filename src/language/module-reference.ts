/** A module in an OCI registry or a template spec, by the parts of its reference. */
export type ModuleReference = OciReference | TemplateSpecReference

export interface OciReference {
  readonly kind: 'oci'
  /** Host, perhaps with a port, in lower case. */
  readonly registry: string
  readonly repository: string
  /** What it is asked for by: a tag, or a digest `sha256:…`. */
  readonly version: string
}

interface TemplateSpecReference {
  readonly kind: 'template-spec'
  readonly subscription: string
  readonly resourceGroup: string
  readonly name: string
  readonly version: string
}

const maxName = 255
const host = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[0-9]{1,5})?$/
const folder = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const tag = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const digest = /^sha256:[a-f0-9]{64}$/
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const resourceName = /^[-\w.()]{0,89}[-\w()]$/

/** Takes `br:…` or `ts:…` with its alias expanded apart; undefined where it has not the form that Bicep takes. */
export function parseModuleReference(reference: string): ModuleReference | undefined {
  const rest = reference.slice(3)
  if (reference.startsWith('br:')) return parseOci(rest)
  return reference.startsWith('ts:') ? parseTemplateSpec(rest) : undefined
}

/** Grammar: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests. */
function parseOci(text: string): OciReference | undefined {
  const [first = '', ...folders] = text.split('/')
  const registry = first.toLowerCase()
  const last = folders.pop()
  const at = last?.search(/[:@]/) ?? -1
  if (last === undefined || at < 0 || text.length > 3 * maxName) return undefined
  const version = last.slice(at + 1)
  const isVersion = last.charAt(at) === ':' ? tag.test(version) : digest.test(version)
  const names = [...folders, last.slice(0, at)]
  const repository = names.join('/')
  if (registry.length > maxName || repository.length > maxName) return undefined
  if (!isVersion || !host.test(registry) || !names.every((name) => folder.test(name))) return undefined
  return { kind: 'oci', registry, repository, version }
}

function parseTemplateSpec(text: string): TemplateSpecReference | undefined {
  const [subscription = '', resourceGroup = '', last = '', ...more] = text.split('/')
  const [name = '', version = '', ...rest] = last.split(':')
  const isNamed = [resourceGroup, name, version].every((part) => resourceName.test(part) && !/^\.+$/.test(part))
  if (more.length > 0 || rest.length > 0 || !guid.test(subscription) || !isNamed) return undefined
  return { kind: 'template-spec', subscription, resourceGroup, name, version }
}

/**
 * Where the Bicep CLI keeps the compiled module below its cache folder (by default `~/.bicep`), with `/`.
 *
 * Source: Azure/bicep, `OciArtifactRegistry.GetArtifactDirectory` and `TemplateSpecModuleArtifact`.
 */
export function cachedPath(reference: ModuleReference): string {
  if (reference.kind === 'template-spec') {
    const { subscription, resourceGroup, name, version } = reference
    return `ts/${subscription}/${resourceGroup}/${name}/${version}/main.json`.toLowerCase()
  }
  const { registry, repository, version } = reference
  const kept = version.includes(':') ? version.replace(':', '#') : `${version}$${capitals(version)}`
  return `br/${registry.replace(':', '$')}/${repository.replaceAll('/', '$')}/${kept}/main.json`
}

/** Which letters of a tag are capitals, as a number in hexadecimal: tags that differ in case only stay apart. */
function capitals(text: string): string {
  let mask = 0n
  for (let at = 0; at < text.length; at++) if (/[A-Z]/.test(text.charAt(at))) mask |= 1n << BigInt(at)
  return mask === 0n ? '' : mask.toString(16)
}
