import type { Files } from '../../source/files.js'
import { parseJson } from '../../source/json.js'
import { childOf, type Node, textOf } from '../../source/node.js'
import { SourceText } from '../../source/text.js'

/** `moduleAliases` of a `bicepconfig.json`; names compare exactly, as in Bicep. */
export interface ModuleAliases {
  readonly registries: ReadonlyMap<string, { readonly registry: string; readonly modulePath: string | undefined }>
  readonly templateSpecs: ReadonlyMap<string, { readonly subscription: string; readonly resourceGroup: string }>
}

/** Built into Bicep: https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-config-modules. */
const publicRegistry = { registry: 'mcr.microsoft.com', modulePath: 'bicep' }

/** The aliases that hold for a file: those of the nearest `bicepconfig.json` at or above it, and `br/public`. */
export function readAliases(files: Files, file: string): ModuleAliases {
  const folders = file.split('/').slice(0, -1)
  for (let depth = folders.length; depth >= 0; depth--) {
    const path = [...folders.slice(0, depth), 'bicepconfig.json'].join('/')
    const content = files.read(path)
    if (content.kind !== 'absent')
      return aliasesOf(content.kind === 'text' ? parseConfiguration(path, content.text) : undefined)
  }
  return aliasesOf(undefined)
}

function parseConfiguration(path: string, text: string): Node | undefined {
  return parseJson(new SourceText(path, text)).root
}

function aliasesOf(root: Node | undefined): ModuleAliases {
  const aliases = childOf(root, 'moduleAliases')
  const registries = new Map([['public', publicRegistry as { registry: string; modulePath: string | undefined }]])
  for (const [name, node] of membersOf(childOf(aliases, 'br'))) {
    const registry = textOf(childOf(node, 'registry'))
    if (registry !== undefined) registries.set(name, { registry, modulePath: textOf(childOf(node, 'modulePath')) })
  }
  const templateSpecs = new Map<string, { subscription: string; resourceGroup: string }>()
  for (const [name, node] of membersOf(childOf(aliases, 'ts'))) {
    const subscription = textOf(childOf(node, 'subscription'))
    const resourceGroup = textOf(childOf(node, 'resourceGroup'))
    if (subscription !== undefined && resourceGroup !== undefined) {
      templateSpecs.set(name, { subscription, resourceGroup })
    }
  }
  return { registries, templateSpecs }
}

function membersOf(node: Node | undefined): readonly (readonly [string, Node])[] {
  return node?.kind === 'object' ? node.members.map(({ key, value }) => [key, value] as const) : []
}
