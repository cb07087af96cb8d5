const HEADER = /^@@ -\d{1,10}(?:,\d{1,10})? \+(\d{1,10})(?:,(\d{1,10}))? @@/

/**
 * The text that a patch was made from, from the text that it leads to; undefined where the two do not fit.
 *
 * Saves asking for the old text of a changed file; whether it is right, Git's hash of it tells.
 */
export function revertPatch(head: string, patch: string): string | undefined {
  const lines = head === '' ? [] : head.split(/(?<=\n)/)
  const before: string[] = []
  let at = 0
  let lastMark = ''
  for (const line of patch.split('\n')) {
    const header = HEADER.exec(line)
    const mark = line.charAt(0)
    if (header) {
      const [start, count] = [Number(header[1]), Number(header[2] ?? 1)]
      const upTo = count === 0 ? start : start - 1
      if (upTo < at || upTo > lines.length) return undefined
      before.push(...lines.slice(at, upTo))
      at = upTo
    } else if (mark === '-') {
      before.push(`${line.slice(1)}\n`)
    } else if (mark === '\\') {
      const last = before.at(-1)
      if (lastMark === '-' && last !== undefined) before[before.length - 1] = last.slice(0, -1)
    } else if (mark === ' ' || mark === '+') {
      const kept = lines[at++]
      if (kept === undefined) return undefined
      // A line that only lost or gained its line break is written as removed and added.
      if (mark === ' ') before.push(kept)
    } else if (line !== '') {
      return undefined
    }
    lastMark = mark
  }
  for (const line of lines.slice(at)) before.push(line)
  return before.join('')
}
