import * as core from '@actions/core'
import { InputError, type Inputs, readInputs } from './action/inputs.js'
import { type Host, readHost } from './action/host.js'
import { reviewScope } from './action/review-scope.js'
import { type Scope, settleScope } from './action/scope.js'
import { writeAnnotations } from './action/tell.js'
import { writeReport } from './action/write-files.js'
import { connect, type GitHub } from './github/client.js'
import { narrow } from './github/filter.js'
import { type Addresses, linkToCommit, linkToPullRequest } from './github/links.js'
import { instanceOf } from './github/marker.js'
import { type Published, publish } from './github/publish.js'
import { targetOf } from './github/pull-request.js'
import { type Trouble, troubleOf } from './github/trouble.js'
import { formatJson } from './report/json.js'
import type { Report } from './report/report.js'
import { formatSarif } from './report/sarif.js'
import { writeSummary } from './report/summary.js'
import { explainVerdict } from './report/words.js'

await main()

async function main(): Promise<void> {
  try {
    await run()
  } catch (error) {
    core.setOutput('conclusion', 'error')
    core.setFailed(explainFailure(error))
    if (core.isDebug() && error instanceof Error) core.debug(error.stack ?? '')
  }
}

async function run(): Promise<void> {
  const started = Date.now()
  const inputs = readInputs((name) => core.getInput(name))
  const host = readHost(process.env, Date.now)
  const github = connect({
    url: host.api,
    owner: host.owner,
    repo: host.repo,
    token: inputs.token,
    pace: host.pace,
    patience: host.patience,
    onWait: (seconds) => core.info(`GitHub asks to wait ${seconds} s before the next write.`),
  })
  const { prNumber, baseRef, headRef } = inputs
  const scope = await settleScope(github, targetOf({ ...host.event, prNumber, baseRef, headRef }))
  if (typeof scope === 'string') {
    core.notice(scope)
    core.setOutput('conclusion', 'pass')
    return
  }
  const { report: whole, ...reviewed } = await reviewScope(github, scope, inputs, host)
  const { change } = reviewed
  const report = { ...(change ? narrow(whole, inputs.filter, change) : whole), elapsed: Date.now() - started }
  const published = await tellPullRequest(github, { ...scope, ...reviewed }, report, inputs, host)
  await tellRun({ ...scope, ...reviewed }, report, published, inputs, host)
}

/** Undefined where there is no pull request to tell. */
async function tellPullRequest(
  github: GitHub,
  scope: Scope,
  report: Report,
  inputs: Inputs,
  host: Host,
): Promise<Published | undefined> {
  const { pull, change, head } = scope
  if (!pull || !change) return undefined
  return publish(github, {
    number: pull.number,
    head,
    report,
    diff: change.diff,
    instance: instanceKey(inputs, host),
    mostComments: inputs.mostComments,
    withSummary: inputs.withSummary,
    resolveThreads: inputs.resolveThreads,
    linkTo: linkToPullRequest(addressesOf(host, head), pull.number, change.diff),
    notes: scope.notes,
  })
}

/** Everything that needs no token: annotations, report files, the job's summary, outputs and the conclusion. */
async function tellRun(
  scope: Scope,
  report: Report,
  published: Published | undefined,
  inputs: Inputs,
  host: Host,
): Promise<void> {
  const losses = [...(published?.losses ?? [])]
  const state = published && explainState(published, scope)
  process.stdout.write(writeAnnotations(report, published?.standings ?? new Map(), inputs.annotations))

  const write = async (name: string, folder: string, path: string | undefined, text: string): Promise<void> => {
    if (path === undefined) return
    try {
      core.setOutput(name, await writeReport(name === 'summary-file' ? host.temp : host.workspace, folder, path, text))
    } catch (error) {
      losses.push(`${path} could not be written (${messageOf(error)}).`)
    }
  }
  await write('report-file', inputs.workingDirectory, inputs.reportFile, formatJson(report))
  await write('sarif-file', inputs.workingDirectory, inputs.sarifFile, formatSarif(report))

  const accepted = [...(published?.standings ?? [])].flatMap(([finding, standing]) =>
    standing === 'accepted' ? [finding] : [],
  )
  const summary = writeSummary(report, {
    linkTo: linkToCommit(addressesOf(host, scope.head)),
    notes: [...scope.notes, ...(state ? [state.text] : []), ...losses],
    accepted: new Set(accepted),
    ...(inputs.reportFile === undefined ? {} : { rest: `\`${inputs.reportFile}\`` }),
  })
  await write('summary-file', '', `kv-review-${instanceKey(inputs, host)}.md`, summary)
  if (process.env['GITHUB_STEP_SUMMARY']) {
    try {
      await core.summary.addRaw(summary).write()
    } catch (error) {
      losses.push(`The job summary could not be written (${messageOf(error)}).`)
    }
  }

  core.setOutput('conclusion', report.verdict)
  core.setOutput('errors', report.summary.error)
  core.setOutput('warnings', report.summary.warning)
  core.setOutput('notes', report.summary.note)
  core.setOutput('cannot-tell', report.summary.cannotTell)
  if (state?.level === 'notice') core.notice(state.text)
  if (state?.level === 'warning') core.warning(state.text)
  for (const loss of losses) core.warning(loss)
  if (report.verdict !== 'pass') core.setFailed(`Key Vault access review: ${explainVerdict(report)}.`)
  else core.info(`Key Vault access review: ${explainVerdict(report)}.`)
  if (inputs.isStrict && (losses.length > 0 || published?.state === 'read-only')) {
    core.setFailed('The review could not be reported in full, and `strict-reporting` is on.')
  }
}

/** Why nothing stands on the pull request, where that is so. */
function explainState(
  { state, refusal = '' }: Published,
  { pull }: Scope,
): { level: 'notice' | 'warning'; text: string } | undefined {
  if (state === 'overtaken') {
    const text =
      'The pull request moved on during this run, so nothing was written to it; the run for its new commit will.'
    return { level: 'notice', text }
  }
  if (state === 'closed') return { level: 'notice', text: 'The pull request is closed, so nothing was written to it.' }
  if (state !== 'read-only') return undefined
  const seen = 'What was found stands in annotations and in the job summary.'
  if (/\b(?:locked|archived)\b/i.test(refusal)) {
    return { level: 'warning', text: `Nothing could be written to the pull request (${refusal}). ${seen}` }
  }
  if (pull?.isFork) return { level: 'notice', text: `Runs for pull requests from forks may not comment. ${seen}` }
  const remedy =
    'give the job `permissions: { contents: read, pull-requests: write }`, which runs for Dependabot need as well'
  return { level: 'warning', text: `The token may not comment on the pull request (${refusal}): ${remedy}. ${seen}` }
}

function instanceKey(inputs: Inputs, host: Host): string {
  if (inputs.instance !== undefined) return instanceOf(inputs.instance)
  return instanceOf(host.workflow, host.job, inputs.workingDirectory, inputs.config)
}

function addressesOf({ server, owner, repo }: Host, head: string): Addresses {
  return { server, owner, repo, head }
}

/** Says what to do; a stack is of use only to us, and then it is asked for. */
function explainFailure(error: unknown): string {
  if (error instanceof InputError) return error.message
  const trouble = readTrouble(error)
  if (!trouble) {
    const home = process.env['GITHUB_ACTION_REPOSITORY']
    const where = home ? ` at ${process.env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${home}/issues` : ''
    return `This is a mistake of Key Vault access review, not of your files. Please report it${where}, with this line and what the run was on: ${messageOf(error)}`
  }
  if (trouble.kind === 'unauthorized') return `GitHub does not know the token of \`github-token\` (${trouble.message}).`
  if (trouble.kind === 'limited')
    return `GitHub’s limit of requests is reached (${trouble.message}): run it again later.`
  if (trouble.kind === 'forbidden' || trouble.kind === 'missing') {
    return `GitHub refused to show what is to be reviewed (${trouble.message}): the job needs \`permissions: { contents: read, pull-requests: write }\`.`
  }
  return `GitHub could not be asked (${trouble.message}): run it again.`
}

function readTrouble(error: unknown): Trouble | undefined {
  try {
    return troubleOf(error)
  } catch {
    return undefined
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
