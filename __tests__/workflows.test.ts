import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { inputs } from '../src/settings.js'

/** Every workflow that the documents and the README give to be pasted. */
interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Workflow {
  readonly on: unknown
  readonly permissions?: Readonly<Record<string, string>>
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }>
  >
}

const root = new URL('../', import.meta.url)
const documents = [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const blocks = documents.flatMap((file) =>
  [...readFileSync(new URL(file, root), 'utf8').matchAll(/^```ya?ml\n([^]*?)\n```$/gm)].map(([, text = ''], at) => ({
    name: `${file} ${at + 1}`,
    text,
  })),
)
const workflows = blocks
  .filter(({ text }) => /^jobs:/m.test(text))
  .map(({ name, text }) => ({ name, text, workflow: parse(text) as Workflow }))
const OURS = 'OWNER/keyvault-access-review@COMMIT'

function eventsOf({ on }: Workflow): readonly string[] {
  return typeof on === 'string' ? [on] : Array.isArray(on) ? (on as string[]) : Object.keys(on as object)
}

/** What the steps of a job need, and nothing beyond. */
function needed(events: readonly string[], steps: readonly Step[]): Readonly<Record<string, string>> {
  const ours = steps.find(({ uses }) => uses === OURS)?.with ?? {}
  const isPull = events.some((event) => /^pull_request|^workflow_(run|dispatch)$/.test(event))
  return {
    contents: ours['resolve-threads'] === true ? 'write' : 'read',
    ...(isPull ? { 'pull-requests': 'write' } : {}),
    ...(steps.some(({ uses }) => uses?.includes('/upload-sarif@')) ? { 'security-events': 'write' } : {}),
  }
}

test('there is a workflow for each event', () => {
  const events = new Set(workflows.flatMap(({ workflow }) => eventsOf(workflow)))
  expect([...events].sort()).toEqual([
    'merge_group',
    'pull_request',
    'pull_request_target',
    'push',
    'schedule',
    'workflow_dispatch',
    'workflow_run',
  ])
})

describe.each(workflows)('$name', ({ text, workflow }) => {
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  test('asks for no permission that it does not need, and for each that it does', () => {
    for (const job of jobs) {
      const expected = needed(eventsOf(workflow), job.steps)
      // A workflow of one job may ask for them at its top.
      const top = job.permissions ? {} : expected
      expect([workflow.permissions, job.permissions ?? expected]).toEqual([top, expected])
    }
  })

  test('names every other action by a commit, with the version beside it', () => {
    const others = steps.flatMap(({ uses }) => (uses === undefined || uses === OURS ? [] : [uses]))
    expect(others.filter((uses) => !/^[\w.-]+(?:\/[\w.-]+)+@[0-9a-f]{40}$/.test(uses))).toEqual([])
    for (const uses of [...others, OURS]) expect(text).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, 'm'))
  })

  test('uses this action by its inputs, and runs nothing', () => {
    const ours = steps.filter(({ uses }) => uses === OURS)
    expect(ours.length).toBeGreaterThan(0)
    const known = new Set(inputs().map(({ name }) => name))
    expect(ours.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !known.has(name))).toEqual([])
    expect(steps.filter(({ run }) => run !== undefined)).toEqual([])
  })

  test('checks nothing out where a stranger’s commit meets a token that may write', () => {
    const isRisky = eventsOf(workflow).some((event) => event === 'pull_request_target' || event === 'workflow_run')
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(isRisky ? checkouts : []).toEqual([])
    for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false })
  })
})
