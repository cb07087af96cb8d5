import type { SourceText } from '../source/text.js'
import type { Finding } from './finding.js'

/** An example of a rule: a file that passes or fails, with what belongs to it. */
export interface Example {
  readonly rule: string
  /** `fail-wide`: the name without its ending. */
  readonly name: string
  readonly kind: 'pass' | 'fail'
  /** The file itself, then its parameter files and modules; paths of theirs. */
  readonly paths: readonly string[]
  /** A configuration to judge it with. */
  readonly configuration: string | undefined
}

export interface ExampleResult {
  readonly rule: string
  readonly name: string
  /** Path of the example, or of the folder that should hold one. */
  readonly path: string
  readonly faults: readonly ExampleFault[]
}

/** What is expected and not found, or found and not expected. */
export interface ExampleFault {
  readonly kind: 'missing' | 'unexpected' | 'no-example' | 'no-expectation'
  readonly path: string
  /** From 1; absent where there is no line to name. */
  readonly line?: number
  readonly rule: string
  readonly verdict: Finding['verdict']
  readonly message: string
}

const pattern = /^(.*?)([^/]+)\/((pass|fail)-[^/.]+)\.(bicep|jsonc?|ya?ml)$/

/**
 * Finds the examples of rules among paths: `…/examples/RULE/pass-NAME.ENDING` and `fail-…`.
 *
 * `NAME.parameters.json`, `NAME.bicepparam` and everything in a folder `NAME/` belong to the example `NAME`, and
 * `NAME.configuration.yaml` is what it is judged with.
 */
export function findExamples(paths: readonly string[]): readonly Example[] {
  const examples: Example[] = []
  const sorted = [...paths].sort()
  for (const path of sorted) {
    const match = pattern.exec(path)
    const [, folder = '', rule = '', name = '', kind] = match ?? []
    if (!match || !/(^|\/)examples\/$/.test(folder)) continue
    const stem = `${folder}${rule}/${name}`
    const own = sorted.filter(
      (other) => !pattern.test(other) && (other.startsWith(`${stem}.`) || other.startsWith(`${stem}/`)),
    )
    const configuration = own.find((other) => /\.configuration\.ya?ml$/.test(other))
    examples.push({
      rule,
      name,
      kind: kind === 'pass' ? 'pass' : 'fail',
      paths: [path, ...own.filter((other) => other !== configuration)],
      configuration,
    })
  }
  return examples
}

/**
 * Holds each example against its marks; `judge` says what the rules find in it.
 *
 * A mark is a comment on the line above the place: `expect: RULE`, or `expect: cannot-tell RULE`. What other rules find is
 * not looked at, unless a mark names them. A rule without an example on each side is told.
 */
export function testExamples(
  rules: readonly string[],
  examples: readonly Example[],
  open: (path: string) => SourceText,
  judge: (example: Example) => readonly Finding[],
): readonly ExampleResult[] {
  const results = examples
    .filter(({ rule }) => rules.includes(rule))
    .map((example) => {
      const { paths, configuration } = example
      const all = configuration === undefined ? paths : [...paths, configuration]
      return testExample(example, all.map(open), judge(example))
    })
  const missing = rules.flatMap((rule) =>
    (['pass', 'fail'] as const).flatMap((kind): ExampleResult[] => {
      if (examples.some((example) => example.rule === rule && example.kind === kind)) return []
      const message = `${rule} has no example that ${kind === 'pass' ? 'passes' : 'fails'}`
      const path = `examples/${rule}`
      return [{ rule, name: `${kind}-*`, path, faults: [{ kind: 'no-example', path, rule, verdict: 'fail', message }] }]
    }),
  )
  return [...results, ...missing].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.name < b.name ? -1 : 1,
  )
}

interface Mark {
  readonly path: string
  readonly line: number
  readonly rule: string
  readonly verdict: Finding['verdict']
}

function testExample(example: Example, sources: readonly SourceText[], findings: readonly Finding[]): ExampleResult {
  const { rule, name, kind, paths } = example
  const path = paths[0] ?? ''
  const marks = sources.flatMap(marksIn)
  const judged = new Set([rule, ...marks.map((mark) => mark.rule)])
  const texts = new Map(sources.map((source) => [source.file, source]))
  const left = [...marks]
  const faults: ExampleFault[] = []
  if (kind === 'fail' && !marks.some((mark) => mark.rule === rule)) {
    const message = `expected a mark \`expect: ${rule}\` above a line`
    faults.push({ kind: 'no-expectation', path, rule, verdict: 'fail', message })
  }
  for (const finding of findings) {
    if (!judged.has(finding.rule) || finding.waiver) continue
    const source = finding.span && texts.get(finding.span.file)
    const line = source && finding.span ? source.positionAt(finding.span.start).line : undefined
    const at = left.findIndex(
      (mark) =>
        mark.rule === finding.rule &&
        mark.verdict === finding.verdict &&
        mark.path === finding.span?.file &&
        mark.line === line,
    )
    if (at >= 0) left.splice(at, 1)
    else faults.push(unexpected(finding, path, line))
  }
  for (const mark of left) {
    const message = `expected ${mark.verdict === 'fail' ? '' : 'cannot-tell '}${mark.rule} here`
    faults.push({ kind: 'missing', ...mark, message })
  }
  return { rule, name, path, faults }
}

function unexpected({ span, rule, verdict, message }: Finding, path: string, line: number | undefined): ExampleFault {
  const place = span ? { path: span.file, ...(line === undefined ? {} : { line }) } : { path }
  return { kind: 'unexpected', ...place, rule, verdict, message }
}

/** Marks with the lines that they speak of: the next one that is no mark. */
function marksIn(source: SourceText): readonly Mark[] {
  const marks: Mark[] = []
  let waiting: Omit<Mark, 'line'>[] = []
  for (let line = 1; line <= source.lineStarts.length; line++) {
    const match = /^\s*(?:\/\/|#)\s*expect:\s*(cannot-tell\s+)?(\S+)\s*$/.exec(source.lineAt(line))
    if (match) {
      waiting.push({
        path: source.file,
        rule: match[2] ?? '',
        verdict: match[1] === undefined ? 'fail' : 'cannot-tell',
      })
      continue
    }
    for (const mark of waiting) marks.push({ ...mark, line })
    waiting = []
  }
  return marks
}
