import { parseJson } from './json.js'
import { childOf, textOf } from './node.js'
import { SourceText } from './text.js'
import { parseYaml } from './yaml.js'

/** What a file is to us, told by its content; the name says only which language it is written in. */
export type Recognised =
  | { readonly kind: 'arm-template' }
  | { readonly kind: 'arm-parameters' }
  | { readonly kind: 'bicep' }
  | { readonly kind: 'bicep-parameters' }
  | { readonly kind: 'declaration' }
  | { readonly kind: 'configuration' }
  /** JSON of somebody else's schema: of interest only where the file was asked for by name. */
  | { readonly kind: 'unknown-schema'; readonly schema: string }

/** Undefined where the file is none of ours; the start of a large file is enough in all usual cases. */
export function recognise(path: string, text: string): Recognised | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''
  switch (extension) {
    case 'bicep':
      return { kind: 'bicep' }
    case 'bicepparam':
      return { kind: 'bicep-parameters' }
    case 'json':
    case 'jsonc':
      return recogniseJson(text)
    case 'yaml':
    case 'yml':
      return recogniseYaml(path, text)
    default:
      return undefined
  }
}

/** What a `$schema` of Azure deployments says; any version and letter case. */
export interface DeploymentSchema {
  readonly of: 'template' | 'parameters'
  readonly scope: 'resourceGroup' | 'subscription' | 'managementGroup' | 'tenant'
}

const scopes = new Map<string, DeploymentSchema['scope']>([
  ['', 'resourceGroup'],
  ['subscription', 'subscription'],
  ['managementgroup', 'managementGroup'],
  ['tenant', 'tenant'],
])

/** Undefined where the schema is of something else. */
export function deploymentSchema(schema: string): DeploymentSchema | undefined {
  const name = (schema.split(/[?#]/, 1)[0] ?? '').trim().split('/').at(-1)?.toLowerCase() ?? ''
  const match = /^([a-z]*)deployment(template|parameters)\.json$/.exec(name)
  const scope = scopes.get(match?.[1] ?? '-')
  if (!scope) return undefined
  return { of: match?.[2] === 'template' ? 'template' : 'parameters', scope }
}

const declaredPrefix = 'keyvault-access/'
const declaredWord = 'keyvault-access'

function recogniseJson(text: string): Recognised | undefined {
  // Only `\u` could hide these words from a plain search.
  if (!/\$schema/i.test(text) && !text.includes(declaredWord) && !text.includes('\\u')) return undefined
  let schema: string | undefined
  let apiVersion: string | undefined
  let kind: string | undefined
  for (const [key, value] of topStrings(text)) {
    if (key === 'apiVersion') apiVersion = value
    if (key === 'kind') kind = value
    if (key.toLowerCase() !== '$schema') continue
    const deployment = deploymentSchema(value)
    if (deployment) return { kind: deployment.of === 'template' ? 'arm-template' : 'arm-parameters' }
    schema = value
  }
  if (apiVersion?.startsWith(declaredPrefix)) return declared(kind)
  return schema === undefined ? undefined : { kind: 'unknown-schema', schema }
}

function recogniseYaml(path: string, text: string): Recognised | undefined {
  if (!text.includes(declaredWord)) return undefined
  const { documents, problems } = parseYaml(new SourceText(path, text))
  for (const root of documents) {
    if (textOf(childOf(root, 'apiVersion'))?.startsWith(declaredPrefix)) return declared(textOf(childOf(root, 'kind')))
  }
  // One that is ours as far as a line says, and cannot be read: its problems are to be told.
  const isMeant = problems.length > 0 && /^["']?apiVersion["']?\s*:\s*["']?keyvault-access\//m.test(text)
  return isMeant ? declared(undefined) : undefined
}

function declared(kind: string | undefined): Recognised {
  return { kind: kind === 'Configuration' ? 'configuration' : 'declaration' }
}

/** String members of the outermost object, as they come, without a tree; as tolerant as {@link parseJson}. */
function* topStrings(text: string): Generator<readonly [key: string, value: string]> {
  let depth = 0
  let word: string | undefined
  let key: string | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '"' || char === "'") {
      const end = stringEnd(text, at)
      if (depth === 1) {
        word = decode(text.slice(at, end))
        if (key !== undefined) yield [key, word]
        key = undefined
      }
      at = end - 1
    } else if (char === '{' || char === '[') {
      depth++
      key = undefined
    } else if (char === '}' || char === ']') {
      depth--
      if (depth <= 0) return
    } else if (char === '/') {
      at = commentEnd(text, at) - 1
    } else if (depth === 1 && char === ':') {
      key = word
    } else if (depth === 1 && char === ',') {
      key = undefined
      word = undefined
    } else if (depth === 1 && /[$\w]/.test(char)) {
      const end = wordEnd(text, at)
      word = text.slice(at, end)
      at = end - 1
    }
  }
}

function decode(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  return textOf(parseJson(new SourceText('', quoted)).root) ?? ''
}

function stringEnd(text: string, start: number): number {
  const quote = text.charAt(start)
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let slashes = 0
    while (text.charAt(at - 1 - slashes) === '\\') slashes++
    if (slashes % 2 === 0) return at + 1
  }
  return text.length
}

function commentEnd(text: string, start: number): number {
  const next = text.charAt(start + 1)
  if (next !== '/' && next !== '*') return start + 1
  const end = text.indexOf(next === '/' ? '\n' : '*/', start + 2)
  return end === -1 ? text.length : end + (next === '/' ? 0 : 2)
}

function wordEnd(text: string, start: number): number {
  let at = start
  while (/[$\w]/.test(text.charAt(at))) at++
  return at
}
