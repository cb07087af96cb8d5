import { getOctokit } from '@actions/github'
import { connect, type GitHub, operationsOf } from '../../src/github/client.js'
import type { Connection } from '../../src/github/connection.js'
import { readDiff } from '../../src/github/diff.js'
import { type Publication, type Published, publish } from '../../src/github/publish.js'
import type { Finding } from '../../src/rules/finding.js'
import type { FakeGitHub } from './fake/server.js'
import { reportOf } from './report-of.js'

/** A connection to the fake that waits for nothing. */
export function connectTo(fake: FakeGitHub, more: Partial<Connection> = {}): GitHub {
  const { owner, repo, url } = fake
  return connect({ url, owner, repo, token: 'token', pace: 0, patience: 5000, onWait: () => {}, ...more })
}

/** A connection without spacing, waits and retries, for many runs. */
export function connectPlainlyTo(fake: FakeGitHub): GitHub {
  return operationsOf(getOctokit('token', { baseUrl: fake.url }), fake.owner, fake.repo)
}

/** Tells pull request 7 of the fake what was found at its head. */
export async function publishTo(
  fake: FakeGitHub,
  findings: readonly Finding[],
  more: Partial<Publication> & { readonly connection?: Partial<Connection>; readonly github?: GitHub } = {},
): Promise<Published> {
  const { connection, github = connectTo(fake, connection), ...rest } = more
  const pull = fake.pulls.get(7)
  const texts = Object.fromEntries([...(pull?.head.files ?? [])].map(([path, file]) => [path, file.bytes.toString()]))
  return publish(github, {
    number: 7,
    head: pull?.head.sha ?? '',
    report: reportOf(texts, findings),
    diff: readDiff(await github.pullRequestFiles(7)),
    instance: 'aaaaaaaaaaaa',
    mostComments: 20,
    withSummary: true,
    resolveThreads: false,
    linkTo: ({ path, startLine }) => `https://github.test/${path}#L${startLine}`,
    notes: [],
    ...rest,
  })
}
