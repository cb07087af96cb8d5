import { type Disk, openDisk } from '../disk.js'
import { type Git, openGit } from '../git.js'
import { narrow } from '../github/filter.js'
import { compareAccess } from '../report/changes.js'
import type { Report } from '../report/report.js'
import { readConfiguration as interpretConfiguration } from '../rules/configuration.js'
import { unavailableProblem } from '../source/decode.js'
import { recognise } from '../source/discover.js'
import { matchesPath } from '../source/glob.js'
import type { Problem } from '../source/problem.js'
import { SourceText } from '../source/text.js'
import { readBaseline } from './baseline.js'
import { type Host, type Status, UsageError } from './host.js'
import type { Options } from './options.js'
import type { CommandInput, Review } from './review-input.js'

/** A run is long enough to be told about from here on. */
const MANY_FILES = 300

/** Reads what the options name and judges it. */
export function judge(options: Options, host: Host, review: Review, run = openRun(options, host)): Report {
  const started = host.clock()
  const { disk, configuration } = run
  const discovery = disk.discover(options.operands.length === 0 ? ['.'] : options.operands, options)
  const change = options.base !== undefined && options.changed ? diffFrom(openGit(disk.root), options.base) : undefined
  const stop = showProgress(discovery.files.length, options, host)
  const report = review({
    ...shared(options, host, run),
    files: discovery.files.map((file) => ({ ...file, changed: change?.has(file.path) ?? false })),
    unreadable: [...discovery.problems, ...configuration.problems],
    read: disk,
    rules: disk,
    ...(options.shard ? { shard: options.shard } : {}),
    ...(options.baseline === undefined ? {} : { baseline: readKnown(options.baseline, disk) }),
  })
  stop()
  if (discovery.files.length === 0 && discovery.problems.length === 0 && !options.quiet) {
    host.stderr.write('kv-review: no ARM template, Bicep file or access declaration was found here\n')
  }
  const reported = change ? narrow(report, 'resource', { diff: change, isWhole: true }) : report
  // With a fixed clock the same input gives the same bytes.
  return options.now === undefined ? { ...reported, elapsed: host.clock() - started } : reported
}

/** The files around the current folder, up to the size that the configuration allows, and what that says. */
export interface Run {
  readonly disk: Disk
  readonly configuration: Configuration
  readonly configured: ReturnType<typeof interpretConfiguration>
}

export function openRun(options: Options, host: Host): Run {
  const disk = openDisk(host.cwd, openGit)
  const configuration = readConfiguration(options, disk)
  const { file } = configuration
  const configured = interpretConfiguration(file && new SourceText(file.path, file.text))
  const { maxFileSize } = configured.configuration
  return {
    disk: maxFileSize === undefined ? disk : openDisk(host.cwd, openGit, maxFileSize),
    configuration,
    configured,
  }
}

/** The same for the files of a commit, and what differs from it in access. */
export function compareWithBase(
  report: Report,
  base: string,
  options: Options,
  host: Host,
  review: Review,
  run: Run,
): Report {
  const { disk } = run
  const git = openGit(disk.root)
  const commit = resolveBase(git, base)
  const files = git.open(commit)
  if (!files)
    throw new UsageError(`the files of ${base} could not be read from Git; is the history complete (fetch-depth: 0)?`)
  const read = (path: string) => files.read(path, disk.maxBytes)
  const folders = (options.operands.length === 0 ? ['.'] : options.operands).map((operand) => disk.locate(operand))
  const problems: Problem[] = []
  const wanted = files.paths
    .filter((path) =>
      folders.some(
        (folder) => folder === '' || folder === path || (folder !== undefined && path.startsWith(`${folder}/`)),
      ),
    )
    .filter((path) => /\.(?:jsonc?|bicep|bicepparam|ya?ml)$/i.test(path))
    .filter((path) => options.include.length === 0 || options.include.some((glob) => matchesPath(glob, path)))
    .filter((path) => !options.exclude.some((glob) => matchesPath(glob, path)))
    .flatMap((path) => {
      const content = read(path)
      if (content.kind === 'unavailable') problems.push({ ...unavailableProblem(path, content), severity: 'note' })
      if (content.kind !== 'text' || !recognise(path, content.text)) return []
      return [{ path, text: content.text, named: false, changed: false }]
    })
  const before = review({
    ...shared(options, host, run),
    files: wanted,
    unreadable: problems,
    read: { read },
    rules: disk,
  })
  return { ...report, changes: compareAccess(before.access, report.access, base) }
}

function shared(
  options: Options,
  host: Host,
  { disk, configuration, configured }: Run,
): Pick<
  CommandInput,
  'now' | 'worlds' | 'failOn' | 'configuration' | 'configured' | 'configurationNamed' | 'parameters'
> {
  return {
    configured,
    now: options.now ?? host.clock(),
    worlds: options.worlds,
    ...(options.failOn === undefined ? {} : { failOn: options.failOn }),
    ...(configuration.file ? { configuration: configuration.file } : {}),
    ...(options.configGiven ? { configurationNamed: true } : {}),
    ...(options.parameters === undefined ? {} : { parameters: locateFile(options.parameters, '--parameters', disk) }),
  }
}

interface Configuration {
  readonly file?: { readonly path: string; readonly text: string }
  readonly problems: readonly Problem[]
}

/** The configuration; its absence is an error only where it was named. */
export function readConfiguration(options: Options, disk: Disk): Configuration {
  const path = options.configGiven ? locateFile(options.config, '--config', disk) : options.config
  const content = disk.read(path)
  switch (content.kind) {
    case 'text':
      return { file: { path, text: content.text }, problems: [] }
    case 'absent':
      if (options.configGiven)
        throw new UsageError(`--config ${options.config}: there is no such file; \`kv-review init\` writes one`)
      return { problems: [] }
    case 'outside': {
      const message = 'The configuration leads out of the repository, so it was not read.'
      return { problems: [{ code: 'path-outside', severity: 'error', message, file: path }] }
    }
    case 'unavailable':
      return { problems: [unavailableProblem(path, content)] }
  }
  return { problems: [] }
}

function locateFile(written: string, option: string, disk: Disk): string {
  const path = disk.locate(written)
  if (path === undefined) throw new UsageError(`${option} ${written} lies outside the repository (${disk.root})`)
  if (disk.read(path).kind === 'absent') throw new UsageError(`${option} ${written}: there is no such file`)
  return path
}

function readKnown(file: string, disk: Disk): ReadonlySet<string> {
  const content = disk.read(locateFile(file, '--baseline', disk))
  if (content.kind !== 'text') throw new UsageError(`--baseline ${file} could not be read`)
  return readBaseline(file, content.text)
}

function resolveBase(git: Git, base: string): string {
  const commit = git.resolveBase(base)
  if (commit === undefined) {
    throw new UsageError(`--base ${base} is no commit that Git knows here; fetch it, or name another`)
  }
  return commit
}

function diffFrom(git: Git, base: string): NonNullable<ReturnType<Git['diffFrom']>> {
  const diff = git.diffFrom(resolveBase(git, base))
  if (!diff) throw new UsageError(`Git could not compare with ${base}`)
  return diff
}

/** Told only to a person who waits; the line is taken away again. */
function showProgress(files: number, options: Options, host: Host): () => void {
  if (!host.stderr.isTerminal || options.quiet || files < MANY_FILES) return () => undefined
  host.stderr.write(`judging ${files} files…`)
  return () => {
    host.stderr.write('\r\u001b[K')
  }
}

/** What a report makes of the exit status. */
export function statusOf(report: Report): Status {
  return report.verdict === 'error' ? 2 : report.verdict === 'fail' ? 1 : 0
}
