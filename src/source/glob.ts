/** Longest pattern that is looked at; a longer one matches nothing. */
export const maxPattern = 1_024

/**
 * Whether a path relative to the repository root, with `/`, matches a glob.
 *
 * `*` and `?` stay within a segment, `**` as a whole segment spans any number of them, `{a,b}` is not special. A pattern
 * without wildcards, or one that ends in `/`, also matches everything below it. With regard to case, as Git.
 * At worst the product of both lengths, whatever they contain.
 */
export function matchesPath(pattern: string, path: string): boolean {
  if (pattern.length > maxPattern) return false
  const plain = pattern.startsWith('./') ? pattern.slice(2) : pattern
  const trimmed = plain.endsWith('/') ? plain.slice(0, -1) : plain
  if (trimmed === '' || trimmed === '.') return plain !== ''
  const below = plain.endsWith('/') || !/[*?]/.test(trimmed)
  const wanted = trimmed.split('/')
  return matchSegments(below ? [...wanted, '**'] : wanted, path.split('/'))
}

/** Whether a name matches a glob as a whole, without regard to case; `*` stands for any text, `?` for one character. */
export function matchesName(pattern: string, name: string): boolean {
  return pattern.length <= maxPattern && matchText(pattern.toLowerCase(), name.toLowerCase())
}

/** A `**` at the end also stands for no segment, so that `infra/**` and `infra` say the same of a folder's files. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  return match(
    pattern.length,
    path.length,
    (at) => pattern[at] === '**',
    (at, segment) => matchText(pattern[at] ?? '', path[segment] ?? ''),
  )
}

function matchText(pattern: string, text: string): boolean {
  return match(
    pattern.length,
    text.length,
    (at) => pattern[at] === '*',
    (at, index) => pattern[at] === '?' || pattern[at] === text[index],
  )
}

/** The two-finger match: on a mismatch only the last star is tried again, one further. */
function match(
  patternLength: number,
  length: number,
  isStar: (at: number) => boolean,
  matches: (at: number, index: number) => boolean,
): boolean {
  let at = 0
  let star = -1
  let retry = 0
  for (let index = 0; index < length; ) {
    if (at < patternLength && isStar(at)) {
      star = at++
      retry = index
    } else if (at < patternLength && matches(at, index)) {
      at++
      index++
    } else if (star >= 0) {
      at = star + 1
      index = ++retry
    } else return false
  }
  while (at < patternLength && isStar(at)) at++
  return at === patternLength
}
