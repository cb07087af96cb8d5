/** One file's difference between two texts, worked out here and not read from a patch. */
export interface FakeDiff {
  /** As GitHub gives it: hunks without file headers; empty when nothing differs. */
  readonly patch: string
  readonly additions: number
  readonly deletions: number
  /** Line of the head → number of the hunk that shows it. */
  readonly right: ReadonlyMap<number, number>
  /** Line of the base → number of the hunk that shows it. */
  readonly left: ReadonlyMap<number, number>
  /** Line of the base → line of the head, for lines that both have. */
  readonly moved: ReadonlyMap<number, number>
}

interface Step {
  readonly mark: ' ' | '-' | '+'
  /** Line of the base and of the head that the step stands at, from 1. */
  readonly old: number
  readonly now: number
  readonly text: string
}

const CONTEXT = 3

/** A text differs from nothing by all its lines. */
export function diffTexts(base: string | undefined, head: string | undefined): FakeDiff {
  const steps = stepsBetween(splitLines(base ?? ''), splitLines(head ?? ''))
  const shown = steps.map((_, at) =>
    steps.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((step) => step.mark !== ' '),
  )
  const right = new Map<number, number>()
  const left = new Map<number, number>()
  const moved = new Map<number, number>()
  const hunks: Step[][] = []
  for (const [at, step] of steps.entries()) {
    if (step.mark === ' ') moved.set(step.old, step.now)
    if (!shown[at]) continue
    if (!shown[at - 1]) hunks.push([])
    hunks.at(-1)?.push(step)
    if (step.mark !== '-') right.set(step.now, hunks.length)
    if (step.mark !== '+') left.set(step.old, hunks.length)
  }
  return {
    patch: hunks.map(printHunk).join('\n'),
    additions: steps.filter((step) => step.mark === '+').length,
    deletions: steps.filter((step) => step.mark === '-').length,
    right,
    left,
    moved,
  }
}

function splitLines(text: string): string[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '')
}

/** By the longest common subsequence, removals before additions. */
function stepsBetween(base: readonly string[], head: readonly string[]): Step[] {
  const width = head.length + 1
  const lengths = new Uint32Array((base.length + 1) * width)
  for (let i = base.length - 1; i >= 0; i--) {
    for (let j = head.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        base[i] === head[j]
          ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0)
    }
  }
  const steps: Step[] = []
  let i = 0
  let j = 0
  while (i < base.length || j < head.length) {
    const at = { old: i + 1, now: j + 1 }
    if (i < base.length && j < head.length && base[i] === head[j]) {
      steps.push({ mark: ' ', ...at, text: base[i] ?? '' })
      i++
      j++
    } else if (
      j >= head.length ||
      (i < base.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      steps.push({ mark: '-', ...at, text: base[i] ?? '' })
      i++
    } else {
      steps.push({ mark: '+', ...at, text: head[j] ?? '' })
      j++
    }
  }
  return steps
}

function printHunk(steps: readonly Step[]): string {
  const old = steps.filter((step) => step.mark !== '+').length
  const now = steps.filter((step) => step.mark !== '-').length
  const first = steps[0] ?? { old: 1, now: 1 }
  const header = `@@ -${printSide(first.old, old)} +${printSide(first.now, now)} @@`
  const lines = steps.map(({ mark, text }) =>
    text.endsWith('\n') ? `${mark}${text.slice(0, -1)}` : `${mark}${text}\n\\ No newline at end of file`,
  )
  return [header, ...lines].join('\n')
}

/** As Git writes it: a count of one is left out, and no lines at all stand after the line before. */
function printSide(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`
  return count === 1 ? String(start) : `${start},${count}`
}
