import type { Expression, MemberExpression, Program } from '../program.js'
import { foldName } from '../program.js'
import { forced } from './lowering.js'

/** The names that a link may use. */
export type LinkNames = Pick<Program, 'parameters' | 'variables'>

/** A piece of a link: text, the place where this template or its artifacts were published, or something unknown. */
type Piece = string | typeof here | typeof artifacts | typeof other

const here = Symbol('where this template is')
const artifacts = Symbol('where the artifacts are')
const other = Symbol('unknown')
/** Expressions that are looked at for one link, and the longest text that may be a path. */
const maxSteps = 64
const maxText = 1024

/**
 * The path of a linked template relative to this one (at `file`), where `uri` is by the usual patterns the place of
 * this template and a literal path: `uri(deployment().properties.templateLink.uri, 'x.json')`, or
 * `concat(parameters('_artifactsLocation'), '/nested/x.json', parameters('_artifactsLocationSasToken'))`.
 *
 * Undefined for anything else: what another address serves is not known.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/linked-templates
 */
export function linkedPath(uri: Expression, names: LinkNames, file: string): string | undefined {
  const [base, path, ...tail] = joined(new LinkReader(names).pieces(uri))
  if ((base !== here && base !== artifacts) || typeof path !== 'string') return undefined
  const bare = path.replace(/^\/+/, '')
  if (!/^[^?#:]+\.jsonc?$/i.test(bare) || tail.some((piece) => typeof piece === 'string')) return undefined
  // A linked template is handed the artifacts' place by its caller, and so names its own folder again.
  const folder = file.split('/').at(-2)
  return base === artifacts && folder !== undefined && bare.startsWith(`${folder}/`) ? `../${bare}` : bare
}

/**
 * The path from the root of a repository, in a link to where GitHub serves its files: what follows owner, repository
 * and branch in `https://raw.githubusercontent.com/…`.
 *
 * That it is this repository is not known here, and forks and mirrors have other names: so a path of fewer than two
 * folders is not taken, which many repositories have, and none at a commit, which no change alters.
 */
export function publishedPath(uri: Expression, names: LinkNames): string | undefined {
  const [text, ...tail] = joined(new LinkReader(names).pieces(uri))
  if (typeof text !== 'string' || tail.some((piece) => typeof piece === 'string')) return undefined
  const [, address] = /^https:\/\/raw\.githubusercontent\.com\/([\w./ -]+\.jsonc?)$/i.exec(text) ?? []
  const [, , ref = '', ...rest] = address?.split('/') ?? []
  const parts = ref === 'refs' && rest[0] === 'heads' ? rest.slice(2) : rest
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..')
  return parts.length >= 3 && isPlain && !/^[0-9a-f]{40}$/i.test(ref) ? parts.join('/') : undefined
}

/** The text of an expression of literals and variables only. */
export function literalText(expression: Expression, names: LinkNames): string | undefined {
  const [text, ...rest] = joined(new LinkReader(names).pieces(expression))
  return typeof text === 'string' && rest.length === 0 ? text : undefined
}

class LinkReader {
  private readonly names: LinkNames
  private steps = 0

  constructor(names: LinkNames) {
    this.names = names
  }

  pieces(expression: Expression): readonly Piece[] {
    if (++this.steps > maxSteps) return [other]
    const it = forced(expression)
    if (it.kind === 'literal') return typeof it.value === 'string' && it.value.length <= maxText ? [it.value] : [other]
    if (it.kind === 'variable') {
      const variable = this.names.variables.get(foldName(it.name))
      return variable ? this.pieces(variable.value) : [other]
    }
    if (it.kind === 'parameter') return [this.isArtifactsPlace(it.name) ? artifacts : other]
    if (it.kind === 'member') return isOwnLink(it) ? [here] : this.property(it)
    if (it.kind !== 'call' || it.namespace !== undefined) return [other]
    const [first, second] = it.args
    const name = foldName(it.name)
    if (name === 'concat' && it.args.length < maxSteps) return it.args.flatMap((argument) => this.pieces(argument))
    if (name === 'format' && first) return this.formatted(first, it.args.slice(1))
    return name === 'uri' && first && second ? this.resolved(first, second) : [other]
  }

  /** `format('{0}/nested/x.json{1}', …)`: holes without a layout of their own. */
  private formatted(layout: Expression, args: readonly Expression[]): readonly Piece[] {
    const text = forced(layout)
    if (text.kind !== 'literal' || typeof text.value !== 'string' || text.value.length > maxText) return [other]
    // Every second part is the number of a hole.
    return text.value.split(/\{(\d{1,2})\}/).flatMap((part, index) => {
      if (index % 2 === 0) return [/[{}]/.test(part) ? other : part]
      const argument = args[Number(part)]
      return argument ? this.pieces(argument) : [other]
    })
  }

  /** `variables('links').vault` */
  private property(member: MemberExpression): readonly Piece[] {
    const base = forced(member.base)
    const variable = base.kind === 'variable' ? this.names.variables.get(foldName(base.name)) : undefined
    const value = variable && forced(variable.value)
    if (value?.kind !== 'object' || value.properties.length > maxText) return [other]
    for (const property of value.properties) {
      if (property.kind !== 'property' || typeof property.key !== 'string') continue
      if (foldName(property.key) === foldName(member.name)) return this.pieces(property.value)
    }
    return [other]
  }

  /** `uri(base, path)`: what follows the last `/` of the base gives way. */
  private resolved(base: Expression, path: Expression): readonly Piece[] {
    const [first, folder = '', ...more] = joined(this.pieces(base))
    if (typeof first === 'string') return folder === '' ? this.below(first, path) : [other]
    if ((first !== here && first !== artifacts) || typeof folder !== 'string' || more.length > 0) return [other]
    return [first, folder.slice(0, folder.lastIndexOf('/') + 1), ...this.pieces(path)]
  }

  private below(address: string, path: Expression): readonly Piece[] {
    const [name, ...rest] = joined(this.pieces(path))
    const [folder] = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?/i.exec(address) ?? []
    const isBelow = typeof name === 'string' && !name.startsWith('/') && !name.includes(':')
    return folder !== undefined && isBelow ? [folder, name, ...rest] : [other]
  }

  /** The parameter that by convention says where the artifacts of a template are, or one whose default says so. */
  private isArtifactsPlace(name: string): boolean {
    const folded = foldName(name)
    if (folded.endsWith('artifactslocation')) return true
    const value = this.names.parameters.get(folded)?.defaultValue
    if (!value) return false
    const [piece, ...rest] = joined(this.pieces(value))
    return (piece === here || piece === artifacts) && rest.length === 0
  }
}

/** `deployment().properties.templateLink.uri` */
function isOwnLink(expression: Expression): boolean {
  let base = expression
  for (const name of ['uri', 'templatelink', 'properties']) {
    if (base.kind !== 'member' || foldName(base.name) !== name) return false
    base = forced(base.base)
  }
  return base.kind === 'call' && foldName(base.name) === 'deployment' && base.args.length === 0
}

/** Neighbouring texts as one. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece
    else if (piece !== '') result.push(piece)
  }
  return result
}
