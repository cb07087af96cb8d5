/**
 * Text of others made harmless for the place where it is printed.
 *
 * Names, literals and paths come from a pull request; nothing in them may act: no escape sequence, no mention, no HTML,
 * no hidden marker, no workflow command, no formula.
 */

/** Controls, direction marks, invisible letters, lone surrogates and private use: what a reader does not see. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u115f\u1160\u2800\u3164\uffa0]/gu

const WORD_JOINER = '\u2060'

/** One line in which everything can be seen: line breaks and tabs become spaces, other unseen characters `\u{…}`. */
export function makeVisible(text: string): string {
  return text.replace(/\r\n|[\r\n\t]/g, ' ').replace(UNSEEN, showCode)
}

function showCode(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** At most `limit` UTF-16 units, cut between characters, with `…` where something is left out. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = limit - 1
  return `${text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end)}…`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00
}

/**
 * For a terminal or a log: no escape sequences, and nothing that a GitHub runner takes for a command.
 *
 * The runner reads `::name` at the beginning of a line and `##[name]` anywhere in it.
 */
export function forTerminal(text: string): string {
  return makeVisible(text)
    .replaceAll('##[', '##\\u{5b}')
    .replace(/(^|\s)::(?=[a-z])/gi, '$1\\u{3a}:')
}

/** The message of a workflow command (`::error::MESSAGE`); line breaks are kept as the runner writes them. */
export function forCommandMessage(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map(makeVisible)
    .join('\n')
    .replaceAll('%', '%25')
    .replaceAll('\n', '%0A')
    .replaceAll('##[', '##\\u{5b}')
}

/** A property of a workflow command (`file=VALUE`). */
export function forCommandProperty(text: string): string {
  return forCommandMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** A code span whose fence no text can close. */
export function markdownCode(text: string): string {
  const content = breakComments(makeVisible(text))
  if (content.trim() === '') return '(empty)'
  let longest = 0
  for (const run of content.match(/`+/g) ?? []) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  const pad = /^[` ]|[` ]$/.test(content) ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

/** A sentence for Markdown: what stands between single backticks becomes a code span, everything else plain letters. */
export function markdownProse(text: string): string {
  return proseOf(text, markdownCode)
}

/** A code span for a cell of a table, where a bar would end the cell even inside backticks. */
export function markdownCellCode(text: string): string {
  if (!/[|\\`]/.test(text)) return markdownCode(text)
  const content = makeVisible(text).replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)
  return `<code>${content}</code>`
}

/** A sentence for a cell of a table. */
export function markdownCell(text: string): string {
  return proseOf(text, markdownCellCode)
}

function proseOf(text: string, code: (text: string) => string): string {
  let result = ''
  let at = 0
  for (const match of text.matchAll(/(?<!`)`([^`]+)`(?!`)/g)) {
    result += escapeProse(text.slice(at, match.index)) + code(match[1] ?? '')
    at = match.index + match[0].length
  }
  return (result + escapeProse(text.slice(at))).trim().replace(/^(\d+)([.)])/, String.raw`$1\$2`)
}

function escapeProse(text: string): string {
  return makeVisible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]~|$]/g, String.raw`\$&`)
    .replace(/^(\s*)([-+=#])/, String.raw`$1\$2`)
    .replace(/(?<![A-Za-z0-9_])@(?=\w)/g, `@${WORD_JOINER}`)
    .replace(/#(?=\d)/g, `#${WORD_JOINER}`)
    .replace(/(GH)-(?=\d)/gi, `$1-${WORD_JOINER}`)
    .replaceAll('://', `:${WORD_JOINER}//`)
    .replace(/www\./gi, `$&${WORD_JOINER}`)
}

/** A fenced block; the text is printed as it is but for unseen characters, which the reader must see. */
export function markdownBlock(text: string, language = ''): string {
  const lines = text
    .split(/\r\n|[\r\n]/)
    .map((line) => breakComments(line.replace(UNSEEN, (it) => (it === '\t' ? it : showCode(it)))))
  return fenced(lines.join('\n'), language)
}

/** A fenced block of exactly this text, behind a fence that it cannot close; the caller has judged the text. */
export function fenced(text: string, language: string): string {
  let longest = 2
  for (const run of text.match(/`+/g) ?? []) longest = Math.max(longest, run.length)
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}`
}

/** Whether text may stand unchanged in a suggestion: it hides nothing and opens no comment. */
export function isPlain(text: string): boolean {
  return !/<!--|-->/.test(text) && text.replace(/[\t\n]/g, '').search(UNSEEN) === -1
}

/** Hidden markers are HTML comments; one that is not ours must not be found. */
function breakComments(text: string): string {
  return text.replaceAll('<!--', `<!${WORD_JOINER}--`).replaceAll('-->', `--${WORD_JOINER}>`)
}

/** For HTML text and quoted attributes. */
export function forHtml(text: string): string {
  return makeVisible(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** For XML 1.0 text and quoted attributes; line breaks are kept in text. */
export function forXml(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) =>
      makeVisible(line)
        .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
        .replaceAll('##[', '##&#91;')
        .replace(/[\ufffe\uffff]/g, showCode),
    )
    .join('\n')
}

/** One quoted field of a CSV file; what a spreadsheet would take for a formula is kept as text by an apostrophe. */
export function forCsv(text: string): string {
  const content = makeVisible(text).replaceAll('##[', '##\\u{5b}')
  return `"${(/^\s*[=+\-@]/.test(content) ? `'${content}` : content).replaceAll('"', '""')}"`
}

/** The inside of a quoted Mermaid label: all but letters, digits and a few marks as Mermaid's own entities. */
export function forMermaid(text: string): string {
  return makeVisible(text).replace(/[^A-Za-z0-9 ._/-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)
}

/** JSON in which unseen characters and the runner's `##[` are escapes; the data is the same. */
export function printJson(value: unknown, indent: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
      Array.from(
        { length: character.length },
        (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
    )
    .replaceAll('##[', '##\\u005b')
}
