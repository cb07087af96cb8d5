import type { GitHub } from '../github/client.js'
import { type Blobs, type CommitFiles, openBlobs, openCommit } from '../github/files.js'
import { revertPatch } from '../github/revert.js'
import { type CommitTree, isFile, listTree } from '../github/tree.js'
import { troubleOf } from '../github/trouble.js'
import { openModules } from '../registry-modules.js'
import { compareAccess } from '../report/changes.js'
import { compareRules } from '../report/proposal.js'
import type { Report } from '../report/report.js'
import { review, type ReviewInput } from '../review.js'
import { readConfiguration } from '../rules/configuration.js'
import { defaultMaxFileSize, unavailableProblem } from '../source/decode.js'
import type { Problem } from '../source/problem.js'
import { SourceText } from '../source/text.js'
import { findCandidates, gatherFiles, MOST_CANDIDATES } from './gather.js'
import type { Host } from './host.js'
import type { Inputs } from './inputs.js'
import { type Proposal, proposeTree, type RecordedFiles, recordRuleFiles } from './proposal.js'
import type { Scope } from './scope.js'
import { addUnlisted } from './unlisted.js'

/** Times that a review is begun again with what it asked for: modules that modules call, texts that they load. */
const MOST_ROUNDS = 5
const COMPARED = 12
const MOST_NAMED = 5

interface Commit {
  readonly tree: CommitTree
  readonly files: CommitFiles
}

export interface Reviewed {
  readonly report: Report
  /** That of the scope, with what GitHub did not list of it. */
  readonly change: Scope['change']
  /** Sentences for the reader on what could not be done as meant. */
  readonly notes: readonly string[]
}

/** Reviews everything at the head commit by the configuration and rules of the trusted one, and compares its access. */
export async function reviewScope(github: GitHub, given: Scope, inputs: Inputs, host: Host): Promise<Reviewed> {
  const trees = new Map<string, CommitTree>()
  const list = async (commit: string): Promise<CommitTree> => {
    const tree = trees.get(commit) ?? (await listTree(github, commit))
    trees.set(commit, tree)
    return tree
  }
  const blobs = openBlobs({ github, workspace: host.workspace })
  const trusted = await list(inputs.configRef === 'head' ? given.head : given.trusted)
  const tree = await list(given.head)
  const scope = await completeChange(given, tree, list)
  const { change } = scope
  await loadFirst(blobs, trusted, tree, inputs)
  const settings = readSettings(openCommit(trusted, blobs, defaultMaxFileSize), inputs)
  const open = (tree: CommitTree): Commit => ({ tree, files: openCommit(tree, blobs, settings.maxFileSize) })
  const judge = new Judge(scope, inputs, host, settings, open(trusted))
  const head = open(tree)
  const report = await judge.review(head, scope.change !== undefined)
  const { origin } = scope
  if (origin === undefined) return { report, change, notes: scope.notes }
  const refuse = (why: string, { part, note }: Proposed): Reviewed => ({
    report: { ...report, ...part },
    change,
    notes: [
      ...scope.notes,
      ...(note === undefined ? [] : [note]),
      `What the change does to access was not compared: ${why}.`,
    ],
  })
  let proposed: Proposed = {}
  try {
    const old = open(await list(origin))
    const proposal = proposeTree(trusted, old.tree, tree)
    proposed = await tryProposal({ judge, proposal, head, report, open, blobs, inputs, settings })
    offerOldTexts(blobs, scope, head, old)
    const before = await judge.review(old, false)
    const notes = [...scope.notes, ...(proposed.note === undefined ? [] : [proposed.note])]
    // An input that could not be read may hold any grant: what a comparison would call taken might be there.
    if (hasErrors(report)) return refuse('not every input could be read', proposed)
    if (hasErrors(before)) return refuse('not every input could be read as it was before', proposed)
    const changes = compareAccess(before.access, report.access, origin.slice(0, COMPARED))
    return { report: { ...report, changes, ...proposed.part }, change, notes }
  } catch (error) {
    return refuse(`what was there before could not be had (${troubleOf(error).message})`, proposed)
  }
}

/** A change of more files than GitHub lists, completed by what the two commits have, and what the reader is to know of that. */
async function completeChange(
  scope: Scope,
  head: CommitTree,
  list: (commit: string) => Promise<CommitTree>,
): Promise<Scope> {
  const { change, origin, notes } = scope
  if (!change || change.isWhole) return scope
  const { size } = change.diff
  try {
    const old = origin === undefined ? undefined : await list(origin)
    if (old?.isWhole && head.isWhole) {
      const diff = addUnlisted(change.diff, old, head)
      if (diff.size === size) return { ...scope, change: { diff, isWhole: true } }
      const note = `GitHub lists only ${size} of the changed files. The commits differ in ${diff.size - size} more: those count as changed in every line, and what is found in them stands only in the summary.`
      return { ...scope, change: { diff, isWhole: true }, notes: [...notes, note] }
    }
  } catch (error) {
    troubleOf(error)
  }
  const note = `GitHub lists only ${size} of the changed files, and the others could not be found out: what lies in files that it does not list counts as changed.`
  return { ...scope, notes: [...notes, note] }
}

/** What a change's own rules would do, where it changes any; a sentence where that cannot be told. */
interface Proposed {
  readonly part?: Pick<Report, 'underProposedRules'>
  readonly note?: string
}

interface ProposalToJudge {
  readonly judge: Judge
  readonly proposal: Proposal
  readonly head: Commit
  readonly report: Report
  readonly open: (tree: CommitTree) => Commit
  readonly blobs: Blobs
  readonly inputs: Inputs
  readonly settings: Settings
}

async function tryProposal(given: ProposalToJudge): Promise<Proposed> {
  try {
    return await judgeProposal(given)
  } catch (error) {
    const why = troubleOf(error).message
    return {
      note: `What the rules of this change would do to the findings is not told: they could not be had (${why}).`,
    }
  }
}

/** Judges the head a second time, by the rules that would hold once the change is merged. */
async function judgeProposal(given: ProposalToJudge): Promise<Proposed> {
  const { judge, proposal, head, report, open, blobs, inputs, settings } = given
  const { config } = inputs
  const rules = open(proposal.tree)
  const item = proposal.tree.items.get(config)
  const isChanged = proposal.changed.includes(config)
  if (isChanged && item && isFile(item) && item.size <= defaultMaxFileSize) await blobs.load([item])
  // Sizes and registries that a change allows itself hold no sooner than its rules.
  const { maxFileSize, registries } = settings
  const proposedSettings = { ...readSettings(rules.files, inputs), maxFileSize, registries }
  const usedNow = proposal.changed.filter((path) => path === config || judge.wouldNotice(path))
  if (usedNow.length === 0) return {}
  const second = judge.withRules(proposedSettings, rules)
  const proposed = await second.review(head, true)
  const files = proposal.changed.filter(
    (path) => path === config || judge.wouldNotice(path) || second.wouldNotice(path),
  )
  const disputed = files.filter((path) => proposal.disputed.has(path))
  if (disputed.length > 0) {
    const which = `${disputed.slice(0, MOST_NAMED).join(', ')}${disputed.length > MOST_NAMED ? ', …' : ''}`
    const note = `The base has changed ${which} as well since this change left it: what the rules of this change would do to the findings is told once it is brought up to date.`
    return { note }
  }
  return { part: { underProposedRules: compareRules(report, proposed, files) } }
}

/** The configuration and all candidates at once; what the configuration says of sizes is known only then. */
async function loadFirst(blobs: Blobs, trusted: CommitTree, tree: CommitTree, inputs: Inputs): Promise<void> {
  const candidates = findCandidates(tree, inputs).slice(0, MOST_CANDIDATES)
  const items = [trusted.items.get(inputs.config), ...candidates.map((path) => tree.items.get(path))]
  await blobs.load(items.flatMap((item) => (item && isFile(item) && item.size <= defaultMaxFileSize ? [item] : [])))
}

/** What the change's patches were made from, so that it need not be asked for. */
function offerOldTexts(blobs: Blobs, { change }: Scope, head: Commit, origin: Commit): void {
  for (const { path, previousPath = path, patch } of change?.diff.values() ?? []) {
    const item = origin.tree.items.get(previousPath)
    const now = head.tree.items.get(path)
    const content = now && blobs.read(now.sha)
    if (!item || patch === undefined || content?.kind !== 'text') continue
    const text = revertPatch(content.text, patch)
    if (text !== undefined) blobs.offer(item.sha, text)
  }
}

interface Settings {
  readonly configuration: ReviewInput['configuration']
  readonly problems: readonly Problem[]
  readonly maxFileSize: number
  readonly registries: readonly string[]
}

/** A configuration that was named and is not there, or cannot be read, is a problem; the default one may be absent. */
function readSettings(files: CommitFiles, { config: path, configGiven }: Inputs): Settings {
  const content = files.read(path)
  const source = content.kind === 'text' ? new SourceText(path, content.text) : undefined
  const { maxFileSize = defaultMaxFileSize, registries } = readConfiguration(source).configuration
  const problems: Problem[] = []
  const refuse = (code: Problem['code'], message: string): void => {
    problems.push({ code, severity: 'error', message, file: path })
  }
  if (content.kind === 'unavailable') problems.push(unavailableProblem(path, content))
  if (content.kind === 'outside') refuse('path-outside', 'It is a symbolic link, which is not followed.')
  if (content.kind === 'absent' && configGiven) {
    refuse('input-missing', 'There is no such configuration in the commit that it is taken from.')
  }
  return { configuration: source && { path, text: source.text }, problems, maxFileSize, registries }
}

type Modules = ReturnType<typeof openModules>

/** The pipeline, begun again until it has all that it asks for. */
class Judge {
  readonly #scope: Scope
  readonly #inputs: Inputs
  readonly #host: Host
  readonly #settings: Settings
  readonly #rules: Commit
  readonly #ruleFiles: RecordedFiles
  readonly #modules: Modules

  constructor(scope: Scope, inputs: Inputs, host: Host, settings: Settings, rules: Commit, modules?: Modules) {
    this.#scope = scope
    this.#inputs = inputs
    this.#host = host
    this.#settings = settings
    this.#rules = rules
    this.#ruleFiles = recordRuleFiles(rules.tree, (path) => rules.files.read(path))
    const { registries } = settings
    const isTrusted = inputs.configRef === 'base' || scope.trusted === scope.head
    const why = 'its registry is asked only when the configuration of the base allows it'
    this.#modules =
      modules ??
      openModules({
        env: host.env,
        ...(isTrusted ? { allowed: registries } : { allowed: [], unheeded: { registries, why } }),
      })
  }

  /** The same with other rules, which hold by themselves: what they set aside inline counts. */
  withRules(settings: Settings, rules: Commit): Judge {
    return new Judge(
      { ...this.#scope, trusted: this.#scope.head },
      this.#inputs,
      this.#host,
      settings,
      rules,
      this.#modules,
    )
  }

  /** Whether the rules of the reviews so far have to do with a path. */
  wouldNotice(path: string): boolean {
    return this.#ruleFiles.wouldNotice(path)
  }

  async review({ tree, files }: Commit, isChange: boolean): Promise<Report> {
    const { paths, exclude, failOn } = this.#inputs
    const { configuration, problems } = this.#settings
    const diff = isChange ? this.#scope.change?.diff : undefined
    const gathered = await gatherFiles(tree, files, { paths, exclude, diff })
    const input: ReviewInput = {
      files: gathered.files,
      unreadable: [...gathered.problems, ...problems],
      read: files,
      ...(configuration ? { configuration } : {}),
      rules: this.#ruleFiles,
      now: this.#host.now,
      ...(failOn === undefined ? {} : { failOn }),
      ...(this.#scope.trusted === this.#scope.head ? {} : { base: this.#rules.files }),
      whole: tree.isWhole && exclude.length === 0 && paths.includes(''),
      registry: this.#modules.registry,
    }
    for (let round = 0; ; round++) {
      const report = review(input)
      const missing = { here: files.takeMissing(), rules: this.#rules.files.takeMissing() }
      const isDone = missing.here.length + missing.rules.length === 0 && !this.#modules.isMissing()
      if (isDone || round >= MOST_ROUNDS) return report
      await files.load(missing.here)
      await this.#rules.files.load(missing.rules)
      await this.#modules.load()
    }
  }
}

function hasErrors(report: Report): boolean {
  return report.problems.some((problem) => problem.severity === 'error')
}
