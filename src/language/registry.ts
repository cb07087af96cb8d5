import { recognise } from '../source/discover.js'
import type { Files } from '../source/files.js'
import { parseJson } from '../source/json.js'
import type { Node } from '../source/node.js'
import type { Problem } from '../source/problem.js'
import type { Span } from '../source/span.js'
import { SourceText } from '../source/text.js'
import { lowerTemplate } from './arm/template.js'
import { knownInterface } from './avm/known-interface.js'
import { cachedPath, type ModuleReference, type OciReference, parseModuleReference } from './module-reference.js'
import type { Registry, Unavailable } from './modules.js'
import type { Program } from './program.js'

/** Where the compiled text of a module may come from. */
export interface ModuleSources {
  /** The Bicep CLI's cache folder, paths from there. */
  readonly cache?: Files
  /** What registries answered; undefined where a registry may not be asked, or was not asked yet. */
  readonly fetched?: (reference: OciReference) => Fetched | undefined
}

export type Fetched = { readonly kind: 'text'; readonly text: string } | Unavailable

/**
 * Finds modules in the cache, else in what registries answered, else by what is known of their interface.
 *
 * A known interface that stands in for what could not be had says so in a note.
 */
export function openRegistry({ cache, fetched }: ModuleSources): Registry {
  const texts = new Map<string, Template | Unavailable>()
  const templateOf = (origin: string, reference: string, text: string): Template | Unavailable => {
    const key = `${origin} ${reference}`
    const known = texts.get(key) ?? readTemplate(text)
    texts.set(key, known)
    return known
  }
  return (reference, place) => {
    const parsed = parseModuleReference(reference)
    if (!parsed) return unavailable('it has not the form of a module reference')
    const kept = cache && fromCache(cache, parsed)
    const copy = kept?.kind === 'text' ? templateOf('cache', reference, kept.text) : kept
    if (copy && copy.kind === 'template') return programAt(copy, place)
    const answer = parsed.kind === 'oci' ? fetched?.(parsed) : undefined
    const asked = answer?.kind === 'text' ? templateOf('registry', reference, answer.text) : answer
    if (asked && asked.kind === 'template') return programAt(asked, place)
    const known = knownInterface(parsed, place)
    const fault = asked ?? copy
    if (!known || 'kind' in known) return fault ?? known
    return fault ? { ...known, problems: [standIn(fault, place)] } : known
  }
}

interface Template {
  readonly kind: 'template'
  readonly text: string
  readonly root: Node
}

function readTemplate(text: string): Template | Unavailable {
  const tree = parseJson(new SourceText('', text))
  const isTemplate = tree.root && tree.problems.length === 0 && recognise('.json', text)?.kind === 'arm-template'
  return tree.root && isTemplate ? { kind: 'template', text, root: tree.root } : unavailable('it is no ARM template')
}

function programAt({ text, root }: Template, call: Span): Program {
  return lowerTemplate(new SourceText(call.file, text), root, { call })
}

function fromCache(cache: Files, reference: ModuleReference): Fetched | undefined {
  const content = cache.read(cachedPath(reference))
  if (content.kind === 'text') return content
  return content.kind === 'unavailable'
    ? unavailable(`its copy in the cache cannot be read: ${content.reason}`)
    : undefined
}

function unavailable(why: string): Unavailable {
  return { kind: 'unavailable', why }
}

function standIn({ why }: Unavailable, span: Span): Problem {
  const message = `The module was not read, since ${why}; what is known of its interface stands in for it.`
  return { code: 'module-missing', severity: 'note', message, span }
}
