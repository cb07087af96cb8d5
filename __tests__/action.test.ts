import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { bundle, cleanUp, findNode24, type Ran, runAction, type Step } from './action/run-action.js'
import { CONFIGURATION, configuration, vaultOf } from './action/vaults.js'
import { readMarker } from '../src/github/marker.js'
import * as faults from './github/fake/faults.js'
import { FakeGitHub } from './github/fake/server.js'
import type { Contents, FakePull } from './github/fake/state.js'

jest.setTimeout(60_000)

let fake: FakeGitHub
const runs: Ran[] = []
beforeEach(async () => {
  fake = await FakeGitHub.start()
})
afterEach(async () => {
  const ended = runs.splice(0)
  for (const ran of ended) cleanUp(ran)
  await fake.stop()
  const shown = ended.map(({ stdout, stderr, summary }) => stdout + stderr + summary).join('\n')
  if (/(?:^|%0A)\s+at |\btoken-(?:of|for)|file:\/\//m.test(shown))
    throw new Error(`A stack or a token was shown:\n${shown}`)
})

async function run(step?: Step): Promise<Ran> {
  const ran = await runAction(fake, step)
  runs.push(ran)
  return ran
}

const base: Contents = { [CONFIGURATION]: configuration, 'main.bicep': vaultOf('kv-one', 'Deny'), 'README.md': 'text' }
const head: Contents = { ...base, 'main.bicep': vaultOf('kv-one', 'Allow') }
const openPull = (given: Contents = head, from: Parameters<FakeGitHub['openPull']>[3] = {}): FakePull =>
  fake.openPull(7, base, given, from)
const operations = (): readonly string[] => fake.requests.map((request) => request.operation)
const isContent = (operation: string): boolean =>
  operation === 'query Blobs' || operation.endsWith('/git/blobs/{file_sha}')

test('the bundle is there', () => {
  expect(existsSync(bundle)).toBe(true)
})

describe('on a pull request', () => {
  const nodes = [
    ['the Node of these tests', process.execPath],
    ['Node 24', findNode24()],
    // `npm test` puts the Node of the optional packages first on the path; npm itself runs on that of the machine.
    ['the Node of the machine', process.env['npm_node_execpath']],
  ] as const

  test.each(nodes)(
    'with %s a finding is told on its line, in the summary and by the conclusion',
    async (name, node) => {
      if (node === undefined) {
        console.warn(`${name} is not installed for this machine, so it was not tried.`)
        return
      }
      const pull = openPull()
      const ran = await run({ node })
      expect(pull.comments.map((comment) => [comment.path, comment.line, comment.author])).toEqual([
        ['main.bicep', 9, 'github-actions[bot]'],
      ])
      expect(pull.comments[0]?.body).toContain('network-default-deny')
      expect(pull.issueComments).toHaveLength(1)
      expect(ran).toMatchObject({
        status: 1,
        stdout: '::error::Key Vault access review: 1 error.\n',
        stderr: '',
        outputs: { conclusion: 'fail', errors: '1', warnings: '0', notes: '0', 'cannot-tell': '0' },
      })
      expect(ran.summary).toContain('## Key Vault access review: fail')
      expect(ran.summary).toContain(`https://github.test/octo/infra/blob/${pull.head.sha}/main.bicep#L9`)
      expect(readFileSync(ran.outputs['summary-file'] ?? '', 'utf8')).toBe(ran.summary)
    },
  )

  test('a second run writes nothing and says the same', async () => {
    openPull()
    const first = await run()
    fake.requests.length = 0
    const second = await run()
    expect(fake.writes).toEqual([])
    expect([second.status, second.stdout]).toEqual([first.status, first.stdout])
  })

  test('a fix takes the comment away, and the summary says so', async () => {
    const pull = openPull()
    await run()
    pull.push(fake.addCommit({ ...base, 'other.txt': 'x' }))
    const ran = await run()
    expect(pull.comments).toEqual([])
    expect(pull.issueComments[0]?.body).toContain('## Key Vault access review: pass')
    expect(ran).toMatchObject({ status: 0, outputs: { conclusion: 'pass', errors: '0' } })
  })

  test('without findings nothing is written', async () => {
    const pull = openPull({ ...base, 'main.bicep': vaultOf('kv-two', 'Deny') })
    const ran = await run()
    expect(ran).toMatchObject({ status: 0, outputs: { conclusion: 'pass' } })
    expect([pull.comments, pull.issueComments, fake.writes]).toEqual([[], [], []])
  })

  test('a run needs at most twelve requests besides contents, and for those one for fifty files', async () => {
    const pull = openPull()
    pull.tip = fake.addCommit({ ...base, 'elsewhere.txt': 'the base has moved on' })
    await run()
    expect(operations().filter((operation) => !isContent(operation))).toHaveLength(12)
    expect(operations().filter(isContent)).toEqual(['query Blobs'])
  })

  test('a checkout of the head saves the requests for contents, and one of another commit does not mislead', async () => {
    openPull()
    const ran = await run({ checkout: head })
    expect(operations().filter(isContent)).toEqual([])
    expect(ran.outputs['errors']).toBe('1')
    fake.requests.length = 0
    const other = await run({ checkout: base })
    expect(operations().filter(isContent)).toEqual(['query Blobs'])
    expect(other.outputs['errors']).toBe('1')
  })

  test('what the change does to access is told, compared with where it left the base', async () => {
    const grant = (role: string): string => `${vaultOf('kv-one', 'Deny')}
resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: 'access'
  scope: kv_one
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role}')
    principalId: '22222222-2222-2222-2222-222222222222'
  }
}
`
    const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
    const pull = openPull({ ...base, 'main.bicep': grant(secretsUser) })
    pull.tip = fake.addCommit({ ...base, 'main.bicep': grant('00482a5a-887f-4fb3-b363-3b7fe8e74483') })
    const ran = await run()
    expect(ran.summary).toContain(`Compared with \`${pull.base.sha.slice(0, 12)}\``)
    expect(ran.summary).toMatch(
      /\| \*\*grants\*\* \| `kv-one` \| `22222222-2222-2222-2222-222222222222` .*Key Vault Secrets User/,
    )
    expect(ran.summary).not.toContain('**takes**')
    expect(pull.issueComments[0]?.body).toContain('**grants**')
  })

  test('what is not changed is a number', async () => {
    const untouched = { 'other.bicep': vaultOf('kv-other', 'Allow') }
    fake.openPull(7, { ...base, ...untouched }, { ...head, ...untouched })
    const ran = await run()
    expect(ran.outputs['errors']).toBe('1')
    expect(ran.summary).toContain('1 finding in what this change leaves alone')
    expect((await run({ inputs: { filter: 'all' } })).outputs['errors']).toBe('2')
  })

  test('configuration and rules are those of the base', async () => {
    const pull = openPull({ ...head, [CONFIGURATION]: configuration.replace(': error', ': off') })
    const ran = await run()
    expect(ran.outputs['conclusion']).toBe('fail')
    expect(pull.comments).toHaveLength(1)
    expect((await run({ inputs: { 'config-ref': 'head' } })).outputs['conclusion']).toBe('pass')
  })

  test('what a change of the rules would do is told, and the base’s rules hold', async () => {
    const waiver = `waivers:
  - { rule: network-default-deny, owner: me, reason: because, expires: 2099-01-01 }
`
    const ours = { ...base, 'main.bicep': vaultOf('kv-one', 'Allow') }
    fake.openPull(7, ours, { ...ours, [CONFIGURATION]: `${configuration}  purge-protection: note\n${waiver}` })
    const pull = fake.pulls.get(7)
    const ran = await run()
    expect(ran.outputs['conclusion']).toBe('pass')
    const told =
      'With this change, 1 finding would no longer be reported and 1 finding would be new. Changed: `.github/keyvault-access.yml`; until then, this review is by the rules of the base.'
    expect(ran.summary).toContain(told)
    expect(ran.summary).toContain('Waived until 2099-01-01 by me: because')
    expect(ran.summary).toMatch(/- \*\*new\*\* .*main\.bicep:4.*`purge-protection` \(note\)/)
    expect(pull?.issueComments.map(({ body }) => body.includes(told))).toEqual([true])
  })

  test('rules with a mistake are told with its line, and a base that moved on is no change of this one', async () => {
    const pull = openPull({ ...head, [CONFIGURATION]: `${configuration}  purge-protecton: note\n` })
    const broken = await run()
    expect(broken.outputs['conclusion']).toBe('fail')
    expect(broken.summary).toContain('The rules that this change proposes have 1 mistake')
    expect(broken.summary).toContain('.github/keyvault-access.yml:6')
    pull.tip = fake.addCommit({ ...base, [CONFIGURATION]: configuration.replace(': error', ': warning') })
    expect((await run()).summary).toContain('The base has changed .github/keyvault-access.yml as well')
    pull.push(fake.addCommit(head))
    const unchanged = await run()
    expect(unchanged.outputs).toMatchObject({ conclusion: 'pass', warnings: '1' })
    expect(unchanged.summary).not.toContain('What the changed rules would do')
  })

  test('a file that cannot be read is an error, and nothing is taken away for it', async () => {
    const pull = openPull()
    await run()
    pull.push(fake.addCommit({ ...base, 'main.bicep': `${vaultOf('kv-one', 'Allow')}\nresource broken {\n` }))
    const ran = await run()
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'error' } })
    expect(ran.stdout).toMatch(/^::error file=main\.bicep,line=\d+,.*title=bicep-syntax::/m)
    expect(pull.comments).toHaveLength(1)
  })

  test('a changed file that is no text is an error', async () => {
    openPull({ ...head, 'main.bicep': new Uint8Array([0x61, 0xe9, 0x0a]) })
    const ran = await run()
    expect(ran.outputs['conclusion']).toBe('error')
    expect(ran.summary).toContain('it is not valid UTF-8')
  })

  test('a file that GitHub does not give is an error', async () => {
    const pull = openPull()
    const sha = pull.head.files.get('main.bicep')?.sha ?? ''
    fake.faults.push({
      when: (request) => isContent(request.operation) && JSON.stringify(request).includes(sha),
      trouble: faults.serverError,
    })
    const ran = await run()
    expect(ran.outputs['conclusion']).toBe('error')
    expect(ran.summary).toContain('GitHub did not give it (Server Error)')
  })

  test('comments can be turned off', async () => {
    const pull = openPull()
    const ran = await run({ inputs: { 'review-comments': 'false', 'summary-comment': 'false' } })
    expect([pull.comments, pull.issueComments]).toEqual([[], []])
    expect(ran.status).toBe(1)
    expect(ran.stdout).toMatch(/^::error file=main\.bicep,line=9,endLine=9,.*title=network-default-deny::/m)
  })

  test('annotations can be had always or never', async () => {
    openPull()
    const annotation = /^::error file=/m
    expect((await run()).stdout).not.toMatch(annotation)
    expect((await run({ inputs: { annotations: 'always' } })).stdout).toMatch(annotation)
    expect((await run({ inputs: { annotations: 'off', 'review-comments': 'false' } })).stdout).not.toMatch(annotation)
  })

  test('two jobs do not touch each other’s comments', async () => {
    const pull = openPull()
    await run()
    await run({ env: { GITHUB_JOB: 'other' } })
    await run({ inputs: { instance: 'third' } })
    expect(pull.comments).toHaveLength(3)
    fake.requests.length = 0
    await run()
    await run({ inputs: { instance: 'third' }, env: { GITHUB_JOB: 'whatever' } })
    expect(fake.writes).toEqual([])
  })

  test('a head that moved on during the run is left to its own run', async () => {
    const pull = openPull()
    const ran = await run({
      payload: { pull_request: { number: 7, head: { sha: fake.addCommit(head, 'before').sha } } },
    })
    expect([pull.comments, pull.issueComments]).toEqual([[], []])
    expect(ran.stdout).toContain('::notice::The pull request moved on during this run')
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'fail' } })
  })

  test('a closed one is reviewed and left alone', async () => {
    openPull().state = 'closed'
    const ran = await run()
    expect(fake.writes).toEqual([])
    expect(ran.stdout).toContain('::notice::The pull request is closed')
    expect(ran.outputs['conclusion']).toBe('fail')
  })
})

describe('a change that GitHub shows only in part', () => {
  test('of a file whose patch is withheld has its findings on the file', async () => {
    const pull = openPull()
    pull.withoutPatch = ['main.bicep']
    await run()
    expect(pull.comments.map((comment) => [comment.path, comment.subject])).toEqual([['main.bicep', 'file']])
  })

  test('of a renamed file has them under its new name', async () => {
    const { 'main.bicep': _, ...rest } = base
    const pull = openPull({ ...rest, 'renamed.bicep': vaultOf('kv-one', 'Allow') })
    pull.renames = { 'renamed.bicep': 'main.bicep' }
    await run()
    expect(pull.comments.map((comment) => [comment.path, comment.line])).toEqual([['renamed.bicep', 9]])
  })

  test('and renamed once more keeps its comment, edited, and what a person resolved stays resolved', async () => {
    const pull = openPull({ ...head, 'two.bicep': vaultOf('kv-two', 'Allow') })
    await run()
    const [one, two] = pull.comments
    if (!one || !two) throw new Error('no comments')
    two.resolvedBy = 'mona'
    for (const [file, other] of [
      ['renamed.bicep', 'other.bicep'],
      ['infra/renamed.bicep', 'infra/other.bicep'],
    ] as const) {
      const { 'main.bicep': _, ...rest } = base
      const text = vaultOf('kv-one', 'Allow')
      pull.renames = { [file]: 'main.bicep' }
      pull.push(fake.addCommit({ ...rest, [file]: text, [other]: vaultOf('kv-two', 'Allow') }))
      fake.requests.length = 0
      const ran = await run()
      expect(ran.outputs['errors']).toBe('2')
      expect(pull.comments.map(({ id, path }) => [id, path])).toEqual([
        [one.id, 'main.bicep'],
        [two.id, 'two.bicep'],
      ])
      expect(one.body).toContain(`${file}:9`)
      expect(ran.summary).toContain('### Resolved by a person (1)')
      expect(fake.writes.map(({ method }) => method)).toEqual(['PATCH', 'PATCH'])
      await run()
      expect(fake.writes).toHaveLength(2)
    }
  })

  test('and with letters of several bytes and Windows line breaks has them on the right line', async () => {
    const text = `// Zugriff für Köln 😀\n${vaultOf('kv-one', 'Allow')}`.replaceAll('\n', '\r\n')
    const pull = openPull({ ...base, 'main.bicep': text })
    await run()
    expect(pull.comments.map((comment) => comment.line)).toEqual([10])
  })
})

test('a secret in a changed file is shown nowhere', async () => {
  const secret = `${vaultOf('kv-one', 'Allow')}
resource password 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: kv_one
  name: 'password'
  properties: { value: 'hunter2-hunter2' }
}
`
  const all = configuration.replace('extends: []', 'extends: [strict]')
  const pull = fake.openPull(7, { [CONFIGURATION]: all }, { [CONFIGURATION]: all, 'main.bicep': secret })
  const ran = await run({ inputs: { annotations: 'always', 'report-file': 'r.json', 'sarif-file': 'r.sarif' } })
  const files = ['report-file', 'sarif-file', 'summary-file'].map((name) =>
    readFileSync(ran.outputs[name] ?? '', 'utf8'),
  )
  const bodies = [...pull.comments, ...pull.issueComments].map((comment) => comment.body)
  expect(bodies.length).toBeGreaterThan(1)
  expect([...bodies, ...files, ran.stdout, ran.summary].filter((text) => text.includes('hunter2'))).toEqual([])
})

describe('a suggestion', () => {
  const rules = `${configuration}  purge-protection: error\n`
  const before: Contents = { [CONFIGURATION]: rules }

  test.each([
    ['Bicep', 'main.bicep', vaultOf('kv-one', 'Allow')],
    ['Bicep with Windows line breaks', 'main.bicep', vaultOf('kv-one', 'Allow').replaceAll('\n', '\r\n')],
  ])('in %s that is accepted makes its finding disappear', async (_, path, text) => {
    const pull = fake.openPull(7, before, { ...before, [path]: text })
    await run()
    const offered = pull.comments.filter((comment) => comment.body.includes('```suggestion\n'))
    expect(offered.length).toBeGreaterThan(0)
    for (const comment of offered) {
      const block = /```suggestion\n([^]*?)\n?```/.exec(comment.body)?.[1] ?? ''
      const lines = (pull.head.files.get(path)?.bytes.toString() ?? '').split('\n')
      const end = comment.line ?? 0
      const from = (comment.startLine ?? end) - 1
      lines.splice(from, end - from, ...(block === '' ? [] : block.split('\n')))
      const others = pull.comments.filter((one) => one !== comment).map((one) => readMarker(one.body)?.about)
      const accepted = fake.addCommit({ ...before, [path]: lines.join('\n') }, comment.nodeId)
      const again = fake.openPull(7, before, { ...before, [path]: lines.join('\n') })
      expect(again.head.files.get(path)?.sha).toBe(accepted.files.get(path)?.sha)
      await run()
      expect(again.comments.map((one) => readMarker(one.body)?.about)).toEqual(others)
    }
  })
})

describe('where the token may not write', () => {
  test('a fork gets annotations and the job’s summary, and the same conclusion', async () => {
    const pull = openPull(head, { isFork: true })
    const ran = await run({ inputs: { 'github-token': 'token-of-fork' } })
    expect([pull.comments, pull.issueComments]).toEqual([[], []])
    expect(ran.stdout).toMatch(/^::error file=main\.bicep,line=9,.*title=network-default-deny::/m)
    expect(ran.stdout).toContain('::notice::Runs for pull requests from forks may not comment.')
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'fail', errors: '1' } })
    expect(ran.summary).toContain('Runs for pull requests from forks may not comment')
    expect(ran.stdout).not.toContain('::warning')
  })

  test('a conversation that is locked is told as such', async () => {
    openPull()
    const body = { message: 'Unable to create comment because issue is locked.', status: '403' }
    fake.faults.push({
      when: ({ operation }) => operation.startsWith('POST'),
      trouble: { kind: 'answer', status: 403, body },
    })
    const ran = await run()
    expect(ran.stdout).toContain(
      '::warning::Nothing could be written to the pull request (Unable to create comment because issue is locked.). What was found stands in annotations and in the job summary.',
    )
    expect(ran.stdout).not.toContain('permissions')
  })

  test('a job without the permission is told which one', async () => {
    openPull()
    const ran = await run({ inputs: { 'github-token': 'token-of-fork', 'fail-on': 'never' } })
    expect(ran.stdout).toContain(
      '::warning::The token may not comment on the pull request (Resource not accessible by integration): give the job `permissions: { contents: read, pull-requests: write }`',
    )
    expect(ran).toMatchObject({ status: 0, outputs: { conclusion: 'pass' } })
  })

  test('only strict reporting fails for it', async () => {
    openPull()
    const inputs = { 'github-token': 'token-of-fork', 'fail-on': 'never', 'strict-reporting': 'true' }
    const ran = await run({ inputs })
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'pass' } })
    expect(ran.stdout).toContain('::error::The review could not be reported in full')
    fake.openPull(7, base, head, { isFork: true })
    expect((await run({ inputs })).status).toBe(1)
    fake.openPull(7, base, head).state = 'closed'
    expect((await run({ inputs })).status).toBe(0)
  })
})

describe('the event', () => {
  test('pull_request_target reviews the head without a checkout', async () => {
    const pull = openPull(head, { isFork: true })
    const ran = await run({ event: 'pull_request_target', sha: pull.base.sha })
    expect(pull.comments).toHaveLength(1)
    expect(ran.outputs['conclusion']).toBe('fail')
  })

  /** As GitHub sends it after the run of a fork's pull request: with an empty list of pull requests. */
  const afterRunOf = (pull: FakePull, more: object = {}) => ({
    action: 'completed',
    workflow_run: {
      name: 'key vault access',
      event: 'pull_request',
      conclusion: 'success',
      head_sha: pull.head.sha,
      head_branch: 'change',
      head_repository: { id: 4711, full_name: 'stranger/infra', owner: { login: 'stranger' } },
      pull_requests: [],
      ...more,
    },
    repository: { id: fake.id, full_name: 'octo/infra', owner: { login: 'octo' } },
  })

  test('workflow_run comments for a fork whose own run could not', async () => {
    const change = { ...head, [CONFIGURATION]: configuration.replace(': error', ': off') }
    const pull = openPull(change, { isFork: true, owner: 'stranger', branch: 'change' })
    fake.openPull(6, base, head, { isFork: true, owner: 'mallory', branch: 'change' })
    const own = await run({ inputs: { 'github-token': 'token-of-fork' } })
    expect(fake.pulls.get(7)?.comments).toEqual([])
    const ran = await run({ event: 'workflow_run', sha: pull.base.sha, payload: afterRunOf(pull) })
    expect(pull.comments.map((comment) => [comment.path, comment.line])).toEqual([['main.bicep', 9]])
    expect(pull.issueComments).toHaveLength(1)
    expect(fake.pulls.get(6)?.comments).toEqual([])
    expect([own.outputs['conclusion'], ran.outputs['conclusion']]).toEqual(['fail', 'fail'])
    fake.requests.length = 0
    await run({ event: 'workflow_run', sha: pull.base.sha, payload: afterRunOf(pull) })
    expect(fake.writes).toEqual([])
  })

  test('workflow_run for a fork that has pushed since, or is of another commit, writes nothing', async () => {
    const pull = openPull(head, { isFork: true, owner: 'stranger', branch: 'change' })
    const payload = afterRunOf(pull)
    pull.push(fake.addCommit({ ...head, 'more.txt': 'x' }))
    const ran = await run({ event: 'workflow_run', sha: pull.base.sha, payload })
    expect(fake.writes).toEqual([])
    expect(ran.stdout).toContain('::notice::The pull request moved on during this run')
  })

  test('workflow_run takes no number of a pull request into another repository', async () => {
    const pull = openPull(head, { isFork: true, owner: 'stranger', branch: 'change' })
    const elsewhere = { number: 6, head: { sha: pull.head.sha }, base: { repo: { id: 4711 } } }
    fake.openPull(6, base, head)
    await run({ event: 'workflow_run', sha: pull.base.sha, payload: afterRunOf(pull, { pull_requests: [elsewhere] }) })
    expect([fake.pulls.get(6)?.comments.length, pull.comments.length]).toEqual([0, 1])
  })

  test('workflow_run of a branch without a pull request reviews nothing', async () => {
    const run_ = {
      event: 'pull_request',
      head_sha: 'a'.repeat(40),
      head_branch: 'x',
      head_repository: { owner: { login: 'y' } },
    }
    const ran = await run({ event: 'workflow_run', payload: { workflow_run: run_ } })
    expect(ran).toMatchObject({
      status: 0,
      stdout: '::notice::No open pull request comes from the branch y:x.\n',
      outputs: { conclusion: 'pass' },
    })
  })

  test('merge_group reviews what the queue adds', async () => {
    const [from, to] = [fake.addCommit(base), fake.addCommit({ ...head, 'old.bicep': vaultOf('kv-new', 'Allow') })]
    const ran = await run({
      event: 'merge_group',
      sha: to.sha,
      payload: { merge_group: { base_sha: from.sha, head_sha: to.sha } },
    })
    expect(fake.writes).toEqual([])
    expect(ran.outputs['errors']).toBe('2')
    expect(ran.stdout).toMatch(/^::error file=main\.bicep,line=9,/m)
  })

  test('push reviews what was pushed', async () => {
    const other = { 'other.bicep': vaultOf('kv-other', 'Allow') }
    const [from, to] = [fake.addCommit({ ...base, ...other }), fake.addCommit({ ...head, ...other })]
    const ran = await run({ event: 'push', sha: to.sha, payload: { before: from.sha, after: to.sha } })
    expect(ran.outputs['errors']).toBe('1')
    const forced = await run({ event: 'push', sha: to.sha, payload: { before: 'f'.repeat(40), after: to.sha } })
    expect(forced.outputs['errors']).toBe('2')
    expect(forced.summary).toContain('everything was reviewed')
  })

  test.each(['schedule', 'workflow_dispatch'])('%s reviews everything', async (event) => {
    const commit = fake.addCommit({ ...head, 'other.bicep': vaultOf('kv-other', 'Allow') })
    const ran = await run({ event, sha: commit.sha, payload: { schedule: '0 0 * * *' } })
    expect(ran.outputs['errors']).toBe('2')
  })

  test('workflow_dispatch with a number comments on that pull request', async () => {
    const pull = openPull()
    await run({ event: 'workflow_dispatch', sha: pull.base.sha, payload: {}, inputs: { 'pr-number': '7' } })
    expect(pull.comments).toHaveLength(1)
  })

  test('workflow_dispatch with a base compares with it', async () => {
    fake.branches.set('main', fake.addCommit(base))
    fake.branches.set('topic', fake.addCommit({ ...head, 'old.bicep': vaultOf('kv-old', 'Deny') }))
    const inputs = { 'base-ref': 'main', 'head-ref': 'topic' }
    const ran = await run({ event: 'workflow_dispatch', sha: 'a'.repeat(40), payload: {}, inputs })
    expect(ran.outputs['errors']).toBe('1')
  })
})

describe('report files', () => {
  test('are written below the working directory', async () => {
    openPull({ ...base, 'infra/a.bicep': vaultOf('kv-a', 'Allow') })
    const inputs = { 'working-directory': 'infra', 'report-file': 'out/report.json', 'sarif-file': 'out/report.sarif' }
    const ran = await run({ inputs })
    const report = JSON.parse(readFileSync(join(ran.workspace, 'infra', 'out', 'report.json'), 'utf8')) as {
      findings: { rule: string; location: { path: string } }[]
    }
    expect(report.findings.map((finding) => [finding.rule, finding.location.path])).toEqual([
      ['network-default-deny', 'infra/a.bicep'],
    ])
    expect(ran.outputs['report-file']).toMatch(/infra\/out\/report\.json$/)
    const sarif = JSON.parse(readFileSync(ran.outputs['sarif-file'] ?? '', 'utf8')) as { version: string }
    expect(sarif.version).toBe('2.1.0')
  })

  test('that cannot be written are a warning and change no conclusion', async () => {
    openPull()
    const ran = await run({ inputs: { 'report-file': '../../out.json', 'fail-on': 'never' } })
    expect(ran.stdout).toContain(
      '::warning::../../out.json could not be written (the path leads out of the workspace).',
    )
    expect(ran.status).toBe(0)
    expect(ran.summary).toContain('could not be written')
  })
})

test('a job summary that cannot be written is a warning and changes no conclusion', async () => {
  const pull = openPull()
  const ran = await run({ env: { GITHUB_STEP_SUMMARY: '/nowhere/summary.md' }, inputs: { 'fail-on': 'never' } })
  expect(ran).toMatchObject({ status: 0, outputs: { conclusion: 'pass', errors: '1' } })
  expect(ran.stdout).toMatch(/^::warning::The job summary could not be written \(/m)
  expect(pull.comments).toHaveLength(1)
})

describe('inputs that cannot be meant', () => {
  test('end the run at once with what would be legal', async () => {
    openPull()
    const ran = await run({ inputs: { 'fail-on': 'critical', annotations: 'yes' } })
    expect(ran).toMatchObject({
      status: 1,
      stdout:
        '::error::Input `fail-on` is `critical`: expected one of error, warning, note, never.%0AInput `annotations` is `yes`: expected one of auto, always, off.\n',
      outputs: { conclusion: 'error' },
    })
    expect(fake.requests).toEqual([])
  })

  test('such as a file that the commit does not have are told beside what was found', async () => {
    openPull()
    const ran = await run({ inputs: { paths: 'main.bicep\nmissing.bicep' } })
    expect(ran.outputs).toMatchObject({ conclusion: 'error', errors: '1' })
    expect(ran.summary).toContain('There is no file or folder `missing.bicep`')
  })
})

describe('where GitHub cannot be read', () => {
  test.each([
    ['an unknown token', { inputs: { 'github-token': 'nonsense' } }, /^::error::GitHub does not know the token/],
    [
      'an unknown repository',
      { env: { GITHUB_REPOSITORY: 'octo/other' } },
      /^::error::GitHub refused to show what is to be reviewed \(Not Found/,
    ],
    ['no server', { env: { GITHUB_API_URL: 'http://127.0.0.1:9' } }, /^::error::GitHub could not be asked/],
  ] as const)('%s is an error that says what to do', async (_, step, message) => {
    openPull()
    const ran = await run(step)
    expect(ran.stdout).toMatch(message)
    expect(ran).toMatchObject({ status: 1, outputs: { conclusion: 'error' } })
  })

  test('a server that does not answer is given up', async () => {
    openPull()
    fake.faults.push({ when: () => true, trouble: { kind: 'hang' } })
    const ran = await run({ env: { KV_REVIEW_PATIENCE: '50' } })
    expect(ran.stdout).toMatch(/^::error::GitHub could not be asked/)
    expect(ran.status).toBe(1)
  })
})

test('a GitHub server of one’s own that knows no comments on files has the findings in the summary', async () => {
  const long = (text: string): string => `${'// line\n'.repeat(40)}${text}`
  fake.openPull(
    7,
    { ...base, 'main.bicep': long(vaultOf('kv-one', 'Allow')) },
    { ...base, 'main.bicep': `//\n${long(vaultOf('kv-one', 'Allow'))}` },
  )
  fake.knowsFileComments = false
  const ran = await run({ inputs: { filter: 'files' }, env: { GITHUB_API_URL: `${fake.url}/api/v3` } })
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.stdout).toMatch(/^::error file=main\.bicep,line=50,/m)
  expect(fake.pulls.get(7)?.comments).toEqual([])
  expect(fake.pulls.get(7)?.issueComments).toHaveLength(1)
})

test('text of the pull request stays text', async () => {
  const name = "x'\n::error::forged"
  const pull = openPull({
    ...base,
    'a\n::set-output name=x::y.bicep': vaultOf('@octocat <!-- kv-review:1 -->', 'Allow'),
    'b.bicep': name,
  })
  const ran = await run({ inputs: { annotations: 'always' } })
  expect(ran.stdout.split('\n').filter((line) => /^::(?!error |error::Key|notice )/.test(line))).toEqual([])
  for (const { body } of [...pull.comments, ...pull.issueComments]) {
    expect(body).not.toMatch(/(?<![`\w])@octocat/)
    expect(body.match(/<!--/g)).toHaveLength(1)
  }
})
