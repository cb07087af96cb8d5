// What differs between two texts, line by line, as a unified difference without file names.

const CONTEXT = 2

/** The difference as text, and how many lines it takes out or puts in. */
export function describeDifference(before, after) {
  const lines = compare(before.trimEnd().split('\n'), after.trimEnd().split('\n'))
  const changed = lines.filter(({ sign }) => sign !== ' ').length
  const shown = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' '),
  )
  const text = lines.flatMap(({ sign, line }, at) => {
    if (!shown[at]) return []
    const gap = at > 0 && !shown[at - 1] && shown.slice(0, at).includes(true)
    return [...(gap ? ['@@'] : []), `${sign}${line}`.trimEnd()]
  })
  return { text: text.join('\n'), changed }
}

/** Lines with ` `, `-` or `+`, by the longest common subsequence. */
function compare(a, b) {
  const length = a.map(() => new Uint32Array(b.length + 1))
  length.push(new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1])
    }
  }
  const lines = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', line: a[i] })
      i++
      j++
    } else if (i < a.length && (j === b.length || length[i + 1][j] >= length[i][j + 1])) lines.push({ sign: '-', line: a[i++] })
    else lines.push({ sign: '+', line: b[j++] })
  }
  return lines
}
