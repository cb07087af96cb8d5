import type { Problem, ProblemCode } from '../source/problem.js'
import type { SourceText } from '../source/text.js'
import type { RunFile } from './programs.js'
import { compareText } from '../source/order.js'

/** Trouble with what the team itself wrote for this product: always an error. */
const ours: ReadonlySet<ProblemCode> = new Set([
  'configuration-invalid',
  'rule-invalid',
  'waiver-invalid',
  'policy-invalid',
  'declaration-invalid',
])

/**
 * Settles how severe each problem is: an error where the file was itself named, is changed, speaks of
 * `Microsoft.KeyVault/`, or is ours; a note elsewhere. What a stage calls a note stays one; what could not be had at all, and
 * what is wrong with the configuration and its rules, was settled by whoever looked for it.
 */
export function settleSeverities(
  settledBefore: readonly Problem[],
  problems: readonly Problem[],
  files: readonly RunFile[],
  sources: ReadonlyMap<string, SourceText>,
): readonly Problem[] {
  const known = new Map(files.map((file) => [file.path, file]))
  const matters = new Map<string, boolean>()
  const fileMatters = (path: string): boolean => {
    const settled = matters.get(path)
    if (settled !== undefined) return settled
    const file = known.get(path)
    const text = file?.text ?? sources.get(path)?.text ?? ''
    const answer = file?.named === true || file?.changed === true || /microsoft\.keyvault\//i.test(text)
    matters.set(path, answer)
    return answer
  }
  const settled = unique(problems).map((problem): Problem => {
    if (problem.severity === 'note' || ours.has(problem.code)) return problem
    const path = problem.span?.file ?? problem.file
    return path === undefined || fileMatters(path) ? problem : { ...problem, severity: 'note' }
  })
  return unique([...settledBefore, ...settled])
}

/** Sorted by place, each told once however many worlds met it. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Map<string, Problem>()
  for (const problem of problems) {
    const { code, message, span, file } = problem
    const key = JSON.stringify([code, message, span?.file ?? file, span?.start, span?.end])
    const known = seen.get(key)
    if (!known || (known.severity === 'note' && problem.severity === 'error')) seen.set(key, problem)
  }
  const place = ({ span, file }: Problem): string => span?.file ?? file ?? ''
  return [...seen.values()].sort(
    (a, b) =>
      compareText(place(a), place(b)) || (a.span?.start ?? -1) - (b.span?.start ?? -1) || compareText(a.code, b.code),
  )
}
