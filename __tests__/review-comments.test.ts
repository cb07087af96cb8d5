import { describe, expect, test } from '@jest/globals'
import { readDiff } from '../src/github/diff.js'
import { GitLines } from '../src/github/lines.js'
import { reconcile } from '../src/github/plan.js'
import { writeComment } from '../src/report/comment.js'
import type { Example } from '../src/rules/pack-test.js'
import { builtInPacks } from '../src/rules/ruleset.js'
import { SourceText } from '../src/source/text.js'
import { expectGolden } from './report/golden.js'
import { examples, reviewExample, textOf } from './rules/support/examples.js'

const { rules } = builtInPacks()
const failing = examples.filter(({ kind }) => kind === 'fail')

/** A pull request that adds the example, as it is reviewed by its rule alone: every comment, below where it stands. */
function commentsOn(example: Example): readonly string[] {
  const { rule } = example
  const report = reviewExample(example, rules.find(({ id }) => id === rule)?.severity ?? '')
  const files = example.paths.map((path) => ({ path, text: textOf(path) }))
  const added = files.map(({ path, text }) => {
    const lines = text.replace(/\n$/, '').split('\n')
    return { filename: path, status: 'added', patch: [`@@ -0,0 +1,${lines.length} @@`, ...lines].join('\n+') }
  })
  const { lines } = reconcile({
    findings: report.findings.filter((finding) => finding.rule === rule),
    diff: readDiff(added),
    sources: new GitLines(new Map(files.map(({ path, text }) => [path, new SourceText(path, text)]))),
    existing: [],
    instance: 'aaaaaaaaaaaa',
    mostComments: 100,
    wasJudged: () => true,
    resolveThreads: false,
    render: (findings, how) => writeComment(findings, report, how),
    renderGone: () => '',
  })
  return lines.map(({ place, body }) => {
    if (place.kind !== 'line') throw new Error(`${rule} has a comment without a line`)
    const file = place.path.slice(`examples/${rule}/`.length)
    return `=== ${file}:${place.line} ===\n\n${body.replace(/\n*<!-- kv-review[^>]*-->\n*/, '')}\n`
  })
}

describe('the review comments that a rule makes on its failing examples, word for word', () => {
  test.each(rules.map(({ id }) => id))('%s', (rule) => {
    const examples = failing.filter((example) => example.rule === rule)
    expectGolden(`comments/${rule}.md`, examples.flatMap(commentsOn).join('\n'))
  })
})

/** Declarations alone are judged by these. */
const ofDeclarations = new Set(['declared-access-exists', 'declared-access-is-current'])

test('every rule has a failing example in Bicep and in ARM, or in YAML where it judges declarations', () => {
  const endings = (rule: string) =>
    new Set(failing.filter((example) => example.rule === rule).map(({ paths: [path = ''] }) => path.split('.').at(-1)))
  const lacking = rules
    .map(({ id }) => id)
    .filter((id) => !(ofDeclarations.has(id) ? ['yaml'] : ['bicep', 'json']).every((end) => endings(id).has(end)))
  expect(lacking).toEqual([])
})
