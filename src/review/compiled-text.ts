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
  if (!text.startsWith('{\n  "$schema": "') || !text.trimEnd().endsWith('\n}') || !hasGenerator(text)) return undefined
  const found = resourcesIn(text)
  if (!found) return undefined
  const keysOf = (name: string): readonly string[] =>
    keysIn(text, sectionOf(text, name, 0, found.start) ?? sectionOf(text, name, found.end, text.length))
  return { parameters: keysOf('parameters'), outputs: keysOf('outputs'), resources: found.resources }
}

interface Section {
  readonly start: number
  readonly end: number
}

function hasGenerator(text: string): boolean {
  const metadata = sectionOf(text, 'metadata', 0, text.length)
  if (!metadata) return false
  const generator = text.indexOf('\n    "_generator": {\n      "name": "bicep",\n', metadata.start)
  return generator >= 0 && generator < metadata.end
}

/** A property of the template that begins between two places, without its first line; undefined where it is not there. */
function sectionOf(text: string, name: string, from: number, to: number): Section | undefined {
  const head = `\n  "${name}": `
  const at = text.slice(from, to).indexOf(head)
  if (at < 0) return undefined
  const start = from + at + head.length
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

/** The resources, and where their list or object begins and ends; most of the text is theirs, so it is gone through once. */
function resourcesIn(text: string): (Section & Pick<CompiledText, 'resources'>) | undefined {
  const opening = '\n  "resources": '
  const before = text.indexOf(opening)
  if (before < 0) return undefined
  const start = before + opening.length
  const resources: { readonly type: string; readonly existing: boolean }[] = []
  const empty = /^(?:\{\}|\[\])/.test(text.slice(start, start + 2))
  if (empty) return { start, end: start + 1, resources }
  const head = '\n      "type": "'
  let from = start
  for (;;) {
    const at = text.indexOf(head, from)
    const close = at < 0 ? -1 : text.indexOf('\n    }', at)
    if (close < 0) return undefined
    const begin = at + head.length
    const type = text.slice(begin, text.indexOf('"', begin))
    resources.push({ type, existing: text.slice(from, at).includes('\n      "existing": true,') })
    from = close + '\n    }'.length
    if (text.charAt(from) !== ',') return { start, end: from, resources }
  }
}
