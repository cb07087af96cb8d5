import { lengthOf, partsOf } from '../evaluate/parts.js'
import type { Part } from '../evaluate/parts.js'
import type { Value } from '../evaluate/value.js'

/**
 * What is wrong with a vault's name, in words that follow "its name"; undefined when nothing can be said.
 *
 * 3 to 24 letters, digits and hyphens, a letter first, a letter or digit last, no two hyphens together; of a name that
 * is known in part, only the known part speaks (Azure's naming rules for Microsoft.KeyVault/vaults).
 */
export function vaultNameFault(name: Value): string | undefined {
  const parts = partsOf(name)
  if (!parts || hasBlank(name, parts)) return undefined
  const known = parts.filter((part) => typeof part === 'string')
  const strange = known.join('').match(/[^A-Za-z0-9-]/)
  if (strange) return `has the character \`${strange[0]}\`; only letters, digits and hyphens are allowed`
  if (known.some((part) => part.includes('--'))) return 'has two hyphens together'
  const [first] = parts
  const last = parts.at(-1)
  if (typeof first === 'string' && !/^[A-Za-z]/.test(first)) return 'does not begin with a letter'
  if (typeof last === 'string' && last.endsWith('-')) return 'ends with a hyphen'
  const { min: least, max: most } = lengthOf(parts)
  if (least > 24) return `has ${least === most ? least : `at least ${least}`} characters; 24 are allowed`
  if (most < 3) return `has ${least === most ? most : `at most ${most}`} characters; 3 are needed`
  return undefined
}

/** Whether a name is still to be filled in: a placeholder stands in it, or a parameter that it is made of is empty. */
function hasBlank({ origin }: Value, parts: readonly Part[]): boolean {
  if (origin.because.some(({ text }) => text.includes(" is '' ("))) return true
  return parts.some((part) => typeof part === 'string' && (/[#<>{}$%()[\]]/.test(part) || isPlaceholder(part)))
}

/** What is wrong with the name of a key, secret or certificate: 1 to 127 letters, digits and hyphens. */
export function objectNameFault(name: Value): string | undefined {
  const parts = partsOf(name)
  if (!parts) return undefined
  const known = parts.filter((part) => typeof part === 'string').join('')
  const strange = known.match(/[^A-Za-z0-9-]/)
  if (strange) return `has the character \`${strange[0]}\`; only letters, digits and hyphens are allowed`
  if (known.length > 127) return `has ${known.length} characters; 127 are allowed`
  return name.kind === 'literal' && known.length === 0 ? 'is empty' : undefined
}

/** Texts that are filled in before anything is deployed: `<name>`, `${NAME}`, `#{NAME}#`, `{{name}}`, `$(NAME)`, `__NAME__`, `#_name_#`, `GEN-NAME`, `GET-PREREQ-name`. */
const placeholder =
  /<[^<>]+>|[$#]\{[^{}]*\}|\{\{[^{}]*\}\}|\$\([^()]*\)|#_?[A-Za-z]+_?#|__[A-Za-z0-9][A-Za-z0-9.-]*(?:_[A-Za-z0-9.-]+)*__|GEN-[A-Z]|GET-PREREQ-/

/** Texts that stand for no value, or say in brackets which value belongs there: `[the certificate]`. */
const nothing =
  /^(?:none|n\/?a|nil|null|undefined|empty|unused|dummy|placeholder|todo|tbd|x{3,}|not[-_ ]?(?:set|used|applicable|required)|(?:change|replace|update)[-_ ]?(?:me|this|it)|\[[A-Za-z][^[\]]*\])$/i

/** Whether a text has a place in it that a pipeline or a person fills in, or stands for no value. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 256 && (placeholder.test(text) || nothing.test(text))
}
