import type { Finding } from '../rules/finding.js'
import { fingerprintBefore, type NameBefore } from '../rules/fingerprint.js'
import type { Diff } from './diff.js'
import type { GitLines } from './lines.js'

interface Given {
  readonly findings: readonly Finding[]
  readonly diff: Diff
  readonly sources: GitLines
  /** Comments of ours. */
  readonly existing: readonly { readonly path: string; readonly marker: { readonly about: readonly string[] } }[]
  /** Whether what is no longer found in this file is known to be gone. */
  readonly wasJudged: (path: string) => boolean
}

/**
 * The fingerprints by which comments of earlier runs know findings whose files were renamed since.
 *
 * A name counts as an earlier one where GitHub says so, and where a comment stands on a file that neither the base nor the
 * head has: then the pull request itself has brought it and renamed it. A copy is no rename, since its original is still
 * there. What two findings could have been belongs to neither.
 */
export function formerPrints(given: Given): ReadonlyMap<Finding, readonly string[]> {
  const { findings, diff, existing } = given
  const known = new Set(existing.flatMap((comment) => comment.marker.about))
  const own = new Set(findings.map((finding) => finding.fingerprint))
  const listed: NameBefore = (path) => {
    const file = diff.get(path)
    return file?.status === 'renamed' ? file.previousPath : undefined
  }
  const renamed = new Set([...diff.keys()].flatMap((path) => listed(path) ?? []))
  const passing = [...new Set(existing.map((comment) => comment.path))].filter(
    (path) => !renamed.has(path) && isPassing(path, given),
  )
  const former = new Map<Finding, readonly string[]>()
  const claims = new Map<string, number>()
  for (const finding of findings) {
    const path = finding.span?.file
    const status = path === undefined ? undefined : diff.get(path)?.status
    const isNew = status === 'renamed' || status === 'added'
    const names: readonly NameBefore[] = [
      listed,
      ...(isNew
        ? passing.map(
            (name): NameBefore =>
              (one) =>
                one === path ? name : listed(one),
          )
        : []),
    ]
    const prints = new Set(names.flatMap((name) => fingerprintBefore(finding, name) ?? []))
    const wanted = [...prints].filter((print) => known.has(print) && !own.has(print))
    if (wanted.length === 0) continue
    former.set(finding, wanted)
    for (const print of wanted) claims.set(print, (claims.get(print) ?? 0) + 1)
  }
  for (const [finding, prints] of former) {
    former.set(
      finding,
      prints.filter((print) => claims.get(print) === 1),
    )
  }
  return former
}

/** Whether a file was there only for a while: what the base had and the head has not is in the diff. */
function isPassing(path: string, { diff, sources, wasJudged }: Given): boolean {
  return !diff.has(path) && sources.textOf(path) === undefined && wasJudged(path)
}
