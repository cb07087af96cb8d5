/**
 * Letter case as .NET's invariant culture maps it: one UTF-16 unit to one, whatever the language.
 *
 * Azure compares names, keys and most strings with `StringComparison.OrdinalIgnoreCase`, which maps to upper case.
 */
export function upperCase(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapUnits(text, (unit) => unit.toUpperCase())
}

export function lowerCase(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapUnits(text, (unit) => unit.toLowerCase())
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

function mapUnits(text: string, map: (unit: string) => string): string {
  let result = ''
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    const mapped = map(unit)
    const kept = mapped.length !== 1 || (isAscii(mapped) && !isAscii(unit))
    result += kept ? unit : mapped
  }
  return result
}

/**
 * How .NET's invariant culture orders two strings: digits before letters, letters without case first, `a` before `A`.
 *
 * Undefined where the versions of .NET disagree: other characters that do not stand at the same places in both.
 */
export function compareText(a: string, b: string): -1 | 0 | 1 | undefined {
  if (a === b) return 0
  let byCase: -1 | 0 | 1 = 0
  let decided: -1 | 0 | 1 = 0
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const x = a.charAt(at)
    const y = b.charAt(at)
    if (!isLetterOrDigit(x) || !isLetterOrDigit(y)) {
      if (x === y) continue
      if ((x !== '' && !isLetterOrDigit(x)) || (y !== '' && !isLetterOrDigit(y))) return undefined
    }
    const u = x.toLowerCase()
    const v = y.toLowerCase()
    if (decided === 0 && u !== v) decided = u < v ? -1 : 1
    if (byCase === 0 && x !== y && u === v) byCase = x === u ? -1 : 1
  }
  return decided === 0 ? byCase : decided
}

function isLetterOrDigit(unit: string): boolean {
  return /^[0-9A-Za-z]$/.test(unit)
}
