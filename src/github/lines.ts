import type { Span } from '../source/span.js'
import type { SourceText } from '../source/text.js'
import type { LineRange } from './diff.js'

/**
 * Lines as Git and GitHub count them: only `\n` ends one.
 *
 * `SourceText` ends a line at a lone `\r` too; a comment placed by that count would stand on another line.
 */
export class GitLines {
  readonly #sources: ReadonlyMap<string, SourceText>
  readonly #secrets: readonly Span[]
  readonly #starts = new Map<string, readonly number[]>()

  constructor(sources: ReadonlyMap<string, SourceText>, secrets: readonly Span[] = []) {
    this.#sources = sources
    this.#secrets = secrets
  }

  /** The lines that a span covers; undefined when its file is not among the sources. */
  rangeOf(span: Span): LineRange | undefined {
    const starts = this.startsOf(span.file)
    if (!starts) return undefined
    const text = this.textOf(span.file) ?? ''
    // What stands at the very end of a file that ends with a line break stands on its last line.
    const limit = Math.max(0, text.endsWith('\n') ? text.length - 1 : text.length)
    const first = Math.min(span.start, limit)
    return { start: lineAt(starts, first), end: lineAt(starts, Math.min(Math.max(first, span.end - 1), limit)) }
  }

  /** Offsets at which the lines of a file begin. */
  startsOf(file: string): readonly number[] | undefined {
    const known = this.#starts.get(file)
    if (known) return known
    const source = this.#sources.get(file)
    if (!source) return undefined
    const starts = [0]
    for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#starts.set(file, starts)
    return starts
  }

  /** Whether a secret stands in this part of a file, which then must not be shown. */
  holdsSecret(file: string, start: number, end: number): boolean {
    return this.#secrets.some((secret) => secret.file === file && secret.start < end && start < secret.end)
  }

  textOf(file: string): string | undefined {
    return this.#sources.get(file)?.text
  }
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low + 1
}
