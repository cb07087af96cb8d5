import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { checkAnswer, checkRequest, findOperation } from './description.js'
import type { Fault, SeenRequest, Trouble } from './faults.js'
import { answerGraphql, checkDocument, nameOf } from './graphql.js'
import { type Answer, forbiddenAnswer, notFoundAnswer, routes } from './routes.js'
import { type Contents, commitOf, type FakeCommit, FakePull } from './state.js'

export interface Account {
  readonly login: string
  readonly contents: 'write' | 'read'
  readonly pulls: 'write' | 'read'
}

/**
 * One repository on a GitHub of our own, on the loopback address.
 *
 * Every request is held against GitHub's published description and schema; what does not fit is kept in `violations`.
 */
export class FakeGitHub {
  readonly owner = 'octo'
  readonly repo = 'infra'
  readonly id = 1000
  readonly pulls = new Map<number, FakePull>()
  readonly commits = new Map<string, FakeCommit>()
  readonly branches = new Map<string, FakeCommit>()
  readonly trees = new Map<string, [FakeCommit, string]>()
  readonly accounts = new Map<string, Account>([
    ['token', { login: 'github-actions[bot]', contents: 'read', pulls: 'write' }],
    ['token-of-fork', { login: 'github-actions[bot]', contents: 'read', pulls: 'read' }],
    ['token-for-all', { login: 'github-actions[bot]', contents: 'write', pulls: 'write' }],
    ['token-of-person', { login: 'mona', contents: 'write', pulls: 'write' }],
  ])
  readonly requests: SeenRequest[] = []
  readonly violations: string[] = []
  readonly faults: Fault[] = []
  mostTreeItems = 100_000
  knowsFileComments = true
  readonly #faulted = new Map<Fault, number>()
  readonly #server: Server
  #writing = 0
  #lastId = 100

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.violations.push(`the fake failed: ${String(error)}`)
        response.destroy()
      })
    })
  }

  static async start(): Promise<FakeGitHub> {
    const fake = new FakeGitHub()
    await new Promise<void>((resolve) => {
      fake.#server.listen(0, '127.0.0.1', resolve)
    })
    return fake
  }

  /** Throws when a request, or an answer of the fake itself, was not as GitHub describes them. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
    if (this.violations.length > 0) throw new Error(`Not as GitHub describes it:\n${this.violations.join('\n')}`)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  get writes(): readonly SeenRequest[] {
    return this.requests.filter((request) => request.method !== 'GET' && !request.operation.startsWith('query'))
  }

  addCommit(contents: Contents, salt = ''): FakeCommit {
    const commit = commitOf(contents, salt)
    this.commits.set(commit.sha, commit)
    return commit
  }

  openPull(
    number: number,
    base: Contents,
    head: Contents,
    from: { isFork?: boolean; owner?: string; branch?: string } = {},
  ): FakePull {
    const { isFork = false, owner = isFork ? 'stranger' : this.owner, branch = 'change' } = from
    const pull = new FakePull(number, this.addCommit(base, 'base'), this.addCommit(head, 'head'), {
      isFork,
      owner,
      branch,
    })
    this.pulls.set(number, pull)
    return pull
  }

  commit(reference: string): FakeCommit | undefined {
    return this.commits.get(reference) ?? this.branches.get(reference)
  }

  /** Where a head left its base: known of pull requests, for others the base itself. */
  mergeBase(base: FakeCommit, head: FakeCommit): FakeCommit {
    const pull = [...this.pulls.values()].find((one) => one.tip === base && one.heads.has(head.sha))
    return pull?.base ?? base
  }

  tree(sha: string): [FakeCommit, string] | undefined {
    const commit = this.commits.get(sha)
    return commit ? [commit, ''] : this.trees.get(sha)
  }

  blob(sha: string): Buffer | undefined {
    for (const commit of this.commits.values()) {
      for (const file of commit.files.values()) if (file.sha === sha) return file.bytes
    }
    return undefined
  }

  nextId(): number {
    return ++this.#lastId
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const text = await readAll(request)
    const method = request.method ?? 'GET'
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const token = /^(?:token|bearer) (.*)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const isGraphql = url.pathname === '/graphql' || url.pathname === '/api/graphql'
    const path = url.pathname.replace(/^\/api\/v3/, '')
    const found = isGraphql ? undefined : findOperation(method, path)
    const operation = isGraphql ? nameOf((body as { query: string }).query) : (found?.name ?? `${method} ${path}`)
    const seen: SeenRequest = { method, path, query: url.search, body, operation, token }
    this.requests.push(seen)
    const isWrite = method !== 'GET' && !operation.startsWith('query')

    if (isWrite && ++this.#writing > 1) this.violations.push(`${operation}: two writes at a time`)
    try {
      const trouble = this.#troubleFor(seen)
      if (trouble?.kind === 'hang') return
      if (trouble?.kind === 'drop') return void response.destroy()
      if (trouble?.kind === 'answer')
        return send(response, { status: trouble.status, body: trouble.body }, trouble.headers)
      const answer = isGraphql ? await this.#graphql(seen) : this.#rest(seen, url.searchParams, found)
      if (trouble?.kind === 'drop-after') return void response.destroy()
      if (trouble?.kind === 'answer-after') return send(response, { status: trouble.status, body: trouble.body })
      send(response, answer)
    } finally {
      if (isWrite) this.#writing--
    }
  }

  #rest(seen: SeenRequest, query: URLSearchParams, found: ReturnType<typeof findOperation>): Answer {
    if (!found) {
      this.violations.push(`${seen.operation}: not an operation that is described`)
      return notFoundAnswer
    }
    this.violations.push(...checkRequest(found, query, seen.body))
    const account = this.accounts.get(seen.token)
    if (!account) return { status: 401, body: { message: 'Bad credentials', status: '401' } }
    if (found.path['owner'] !== this.owner || found.path['repo'] !== this.repo) return notFoundAnswer
    if (seen.method !== 'GET' && account.pulls !== 'write') return forbiddenAnswer
    const answer = routes[found.name]?.({
      fake: this,
      path: found.path,
      query,
      body: (seen.body ?? {}) as Readonly<Record<string, unknown>>,
      viewer: account.login,
    })
    if (!answer) throw new Error(`no route for ${found.name}`)
    if (answer.status < 300) this.violations.push(...checkAnswer(found, answer.status, answer.body))
    return answer
  }

  async #graphql(seen: SeenRequest): Promise<Answer> {
    const { query, variables = {} } = seen.body as { query: string; variables?: Record<string, unknown> }
    this.violations.push(...checkDocument(query).map((wrong) => `${seen.operation}: ${wrong}`))
    const account = this.accounts.get(seen.token)
    if (!account) return { status: 401, body: { message: 'Bad credentials', status: '401' } }
    const body = await answerGraphql(this, {
      query,
      variables,
      viewer: account.login,
      mayWriteContents: account.contents === 'write',
      mayWritePulls: account.pulls === 'write',
    })
    return { status: 200, body }
  }

  #troubleFor(seen: SeenRequest): Trouble | undefined {
    for (const fault of this.faults) {
      if (!fault.when(seen)) continue
      const count = this.#faulted.get(fault) ?? 0
      this.#faulted.set(fault, count + 1)
      const after = fault.after ?? 0
      if (count >= after && count < after + (fault.times ?? Infinity)) return fault.trouble
    }
    return undefined
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function send(
  response: ServerResponse,
  { status, body }: Answer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
