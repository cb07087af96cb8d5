/** One file's text with its line starts, made on first use. */
export class SourceText {
  readonly file: string
  readonly text: string
  #lineStarts: number[] | undefined

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
  }

  /** Offsets at which lines begin; a line ends with `\n`, `\r\n` or a lone `\r`. */
  get lineStarts(): readonly number[] {
    if (this.#lineStarts) return this.#lineStarts
    const starts = [0]
    const { text } = this
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1)
    }
    this.#lineStarts = starts
    return starts
  }

  /** Line and column, both from 1, the column in UTF-16 units; an offset past the end is the end. */
  positionAt(offset: number): { line: number; column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length))
    const starts = this.lineStarts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }

  /** The text of a line (from 1) without its line break; empty where there is none. */
  lineAt(line: number): string {
    const start = this.lineStarts[line - 1]
    if (start === undefined) return ''
    return this.text.slice(start, this.lineStarts[line] ?? this.text.length).replace(/[\r\n]+$/, '')
  }
}
