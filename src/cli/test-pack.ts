import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Disk, openDisk } from '../disk.js'
import { openGit } from '../git.js'
import { forTerminal, printJson } from '../report/inert.js'
import { choosePalette } from '../report/palette.js'
import { count } from '../report/words.js'
import type { Finding } from '../rules/finding.js'
import { isRuleDocument, readRule } from '../rules/load.js'
import { type Example, type ExampleResult, findExamples, testExamples } from '../rules/pack-test.js'
import { builtInPacks } from '../rules/ruleset.js'
import type { Problem } from '../source/problem.js'
import { SourceText } from '../source/text.js'
import { parseYaml } from '../source/yaml.js'
import { tellErrors } from './access.js'
import { type Host, type Status, UsageError } from './host.js'
import type { Options } from './options.js'
import { type Look, printOutputs } from './outputs.js'
import type { Review } from './review-input.js'

/** Folders of examples are not deeper. */
const DEEPEST = 8

/** `kv-review test`: the examples of a folder of rules against their marks; without one, those of the program's own pack. */
export function testPack(options: Options, host: Host, review: Review, entry: string | undefined): Status {
  const folder = options.operands[0] === undefined ? ownPack(entry) : resolve(host.cwd, options.operands[0])
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(
      `${options.operands[0] ?? folder} is no folder of rules; kv-review test FOLDER tests one with its examples/`,
    )
  }
  const here = openDisk(host.cwd, openGit)
  const disk = here.locate(folder) === undefined ? openDisk(folder, openGit) : here
  const pack = disk.locate(folder) ?? ''
  const { ids, problems, sources } = readRules(disk, pack)
  if (ids.length === 0 && problems.length === 0)
    throw new UsageError(`there is no rule in ${options.operands[0] ?? folder}`)
  const results = judgeExamples(disk, pack, ids, review, options.now ?? host.clock())
  printOutputs(options, host, (format, look) =>
    format === 'json' ? `${printJson({ rules: ids, results }, 2)}\n` : describeResults(ids, results, look),
  )
  if (tellErrors({ problems, sources }, host) !== 0) return 2
  return results.some((result) => result.faults.length > 0) ? 1 : 0
}

/** The rules and examples that the program was built with, which stand beside its bundle. */
function ownPack(entry: string | undefined): string {
  const folder = entry === undefined ? undefined : join(dirname(realpathSync(entry)), '..', '..', 'policies')
  if (folder === undefined || !existsSync(folder)) throw new UsageError('name a folder of rules: kv-review test FOLDER')
  return folder
}

interface PackRules {
  /** Sorted ids. */
  readonly ids: readonly string[]
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

function readRules(disk: Disk, pack: string): PackRules {
  const ids: string[] = []
  const problems: Problem[] = []
  const sources = new Map<string, SourceText>()
  for (const name of disk.list(pack) ?? []) {
    if (!/\.ya?ml$/i.test(name)) continue
    const path = pack === '' ? name : `${pack}/${name}`
    const content = disk.read(path)
    if (content.kind !== 'text') continue
    const source = new SourceText(path, content.text)
    const [root] = parseYaml(source).documents
    if (!root || !isRuleDocument(root)) continue
    sources.set(path, source)
    const { rule, problems: wrong } = readRule(source)
    problems.push(...wrong)
    if (rule) ids.push(rule.id)
  }
  return { ids: ids.sort(), problems, sources }
}

/** What each example of the rules shows, against its marks. */
function judgeExamples(
  disk: Disk,
  pack: string,
  ids: readonly string[],
  review: Review,
  now: number,
): readonly ExampleResult[] {
  const textOf = (path: string): string => {
    const content = disk.read(path)
    return content.kind === 'text' ? content.text : ''
  }
  const own = new Set(builtInPacks().rules.map((rule) => rule.id))
  const isBuiltIn = ids.every((id) => own.has(id))
  const judge = (example: Example): readonly Finding[] => {
    const configuration =
      example.configuration === undefined
        ? { path: 'configuration.json', text: configure(isBuiltIn ? [] : [pack === '' ? '.' : pack], example.rule) }
        : { path: example.configuration, text: textOf(example.configuration) }
    const files = example.paths.map((path) => ({ path, text: textOf(path), named: false, changed: false }))
    return review({ files, unreadable: [], read: disk, rules: disk, configuration, now }).findings
  }
  const examples = findExamples(filesBelow(disk, pack === '' ? 'examples' : `${pack}/examples`, 0))
  return testExamples(ids, examples, (path) => new SourceText(path, textOf(path)), judge)
}

/** The rule under test is on, whatever pack it belongs to. */
function configure(packs: readonly string[], rule: string): string {
  const configuration = { apiVersion: 'keyvault-access/v1', kind: 'Configuration', extends: ['recommended', ...packs] }
  return JSON.stringify({ ...configuration, rules: { [rule]: 'error' } })
}

function filesBelow(disk: Disk, path: string, depth: number): string[] {
  const names = depth > DEEPEST ? undefined : disk.list(path)
  return names ? names.flatMap((name) => filesBelow(disk, `${path}/${name}`, depth + 1)) : [path]
}

function describeResults(ids: readonly string[], results: readonly ExampleResult[], look: Look): string {
  const palette = choosePalette(look.color)
  const faults = results.flatMap((result) => result.faults)
  const lines = faults.map(({ path, line, message, kind }) => {
    const place = forTerminal(line === undefined ? path : `${path}:${line}`)
    return `${palette.of('error')(kind)}  ${place}  ${forTerminal(message)}`
  })
  const examples = results.filter((result) => !result.faults.some((fault) => fault.kind === 'no-example')).length
  const total = `${count(examples, 'example')} of ${count(ids.length, 'rule')}: `
  const verdict = faults.length === 0 ? palette.good('as expected') : palette.of('error')(count(faults.length, 'fault'))
  return `${[...lines, `${total}${verdict}`].join('\n')}\n`
}
