import type { Severity } from '../rules/finding.js'

/** Colours of terminal output; every function gives its text back unchanged when colour is off. */
export interface Palette {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly gutter: (text: string) => string
  readonly good: (text: string) => string
  readonly of: (severity: Severity) => (text: string) => string
}

/** Colours as ANSI sequences, or none. */
export function choosePalette(coloured: boolean): Palette {
  const paint = (code: string) => (text: string) => (coloured && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)
  const bySeverity = { error: paint('1;31'), warning: paint('1;33'), note: paint('1;36') }
  return {
    bold: paint('1'),
    dim: paint('2'),
    gutter: paint('1;34'),
    good: paint('1;32'),
    of: (severity) => bySeverity[severity],
  }
}
