/** What a template that Bicep compiled says at its top, found in its text by the layout that the compiler always gives it. */
export interface CompiledText {
  readonly parameters: readonly string[]
  readonly outputs: readonly string[]
  readonly resources: readonly { readonly type: string; readonly existing: boolean }[]
}

/**
 * Reads that outline without reading the template: two blanks for each level, a property a line, no line break in a string.
 *
 * Undefined where the text begins in another way, or lacks a part that every compiled template has.
 */
export function readCompiledText(text: string): CompiledText | undefined {
  if (!text.startsWith('{\n  "$schema": "') || !hasGenerator(text)) return undefined
  const resources = sectionOf(text, 'resources')
  if (!resources) return undefined
  const [parameters, outputs] = [sectionOf(text, 'parameters'), sectionOf(text, 'outputs')]
  return {
    parameters: keysIn(text, parameters),
    outputs: keysIn(text, outputs),
    resources: resourcesIn(text, resources),
  }
}

interface Section {
  readonly start: number
  readonly end: number
}

function hasGenerator(text: string): boolean {
  const metadata = sectionOf(text, 'metadata')
  if (!metadata) return false
  const generator = text.indexOf('\n    "_generator": {\n      "name": "bicep",\n', metadata.start)
  return generator >= 0 && generator < metadata.end
}

/** A property of the template, without the line that begins it; undefined where it is not there. */
function sectionOf(text: string, name: string): Section | undefined {
  const head = `\n  "${name}": `
  const at = text.indexOf(head)
  if (at < 0) return undefined
  const start = at + head.length
  const opening = text.charAt(start)
  if (opening !== '{' && opening !== '[') return undefined
  const closing = opening === '{' ? '}' : ']'
  if (text.charAt(start + 1) === closing) return { start, end: start + 1 }
  const end = text.indexOf(`\n  ${closing}`, start)
  return end < 0 ? undefined : { start, end }
}

function keysIn(text: string, section: Section | undefined): readonly string[] {
  const keys: string[] = []
  if (!section) return keys
  const head = '\n    "'
  for (let at = text.indexOf(head, section.start); at >= 0 && at < section.end; at = text.indexOf(head, at + 1)) {
    const start = at + head.length
    keys.push(text.slice(start, text.indexOf('"', start)))
  }
  return keys
}

function resourcesIn(text: string, { start, end }: Section): CompiledText['resources'] {
  const resources: { readonly type: string; readonly existing: boolean }[] = []
  const head = '\n      "type": "'
  let from = start
  for (let at = text.indexOf(head, start); at >= 0 && at < end; at = text.indexOf(head, at + 1)) {
    const close = text.indexOf('\n    }', at)
    const own = text.slice(from, at)
    const begin = at + head.length
    const type = text.slice(begin, text.indexOf('"', begin))
    resources.push({ type, existing: own.includes('\n      "existing": true,') })
    from = close < 0 ? end : close
  }
  return resources
}
