import type { FakeGitHub } from './server.js'
import {
  type FakeCommit,
  type FakePull,
  type FakeReviewComment,
  hashOf,
  listFiles,
  type ListedFakeFile,
} from './state.js'

export interface Answer {
  readonly status: number
  readonly body?: unknown
}

export interface Call {
  readonly fake: FakeGitHub
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly viewer: string
}

type Route = (call: Call) => Answer

const MOST_CHARACTERS = 65_536

/** What the fake answers to each operation of the description. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': (call) =>
    withPull(call, (pull) => ok({ ...showPull(call.fake, pull), changed_files: pull.files().length })),

  'GET /repos/{owner}/{repo}/pulls': ({ fake, query }) => {
    const [owner, branch] = (query.get('head') ?? '').split(/:(.*)/)
    const pulls = [...fake.pulls.values()].filter(
      (pull) => pull.state === 'open' && pull.headOwner === owner && pull.headBranch === branch,
    )
    return ok(pulls.map((pull) => showPull(fake, pull)))
  },

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': (call) =>
    withPull(call, (pull) => ok(page(pull.files().slice(0, 3000), call.query).map(showFile))),

  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': (call) =>
    withPull(call, (pull) => ok(page(pull.comments, call.query).map(showReviewComment))),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (call) =>
    withPull(call, (pull) => {
      const wanted = (call.body['comments'] ?? []) as readonly Readonly<Record<string, unknown>>[]
      const wrong = wanted.flatMap((comment) => judgePlace(pull, { ...comment, commit_id: call.body['commit_id'] }))
      if (wrong.length > 0) return unprocessable([joinSentences([...new Set(wrong)])])
      if (wanted.length === 0 && !call.body['body']) return unprocessable(['Body can’t be blank'])
      const id = call.fake.nextId()
      pull.reviews.push({ id, author: call.viewer, comments: wanted.length })
      for (const comment of wanted) pull.comments.push(makeComment(call, pull, comment, id))
      return ok({ id, state: 'COMMENTED', body: call.body['body'] ?? '' })
    }),

  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments': (call) =>
    withPull(call, (pull) => {
      const { body } = call
      if ('subject_type' in body && !call.fake.knowsFileComments) {
        const message = 'Invalid request.\n\n"subject_type" is not a permitted key.'
        return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest' } }
      }
      const wrong = judgePlace(pull, body)
      if (wrong.length > 0) return unprocessable([joinSentences(wrong)])
      const comment = makeComment(call, pull, body, undefined)
      pull.comments.push(comment)
      return { status: 201, body: showReviewComment(comment) }
    }),

  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': (call) =>
    withReviewComment(call, (comment) => {
      if (comment.author !== call.viewer) return forbiddenAnswer
      comment.body = String(call.body['body'])
      return ok(showReviewComment(comment))
    }),

  'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}': (call) =>
    withReviewComment(call, (comment, pull) => {
      if (comment.author !== call.viewer) return forbiddenAnswer
      pull.comments = pull.comments.filter((one) => one !== comment)
      return { status: 204 }
    }),

  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) =>
    withPull(call, (pull) => ok(page(pull.issueComments, call.query).map(showIssueComment))),

  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (call) =>
    withPull(call, (pull) => {
      const body = String(call.body['body'])
      if (body.length > MOST_CHARACTERS) return tooLong('IssueComment')
      const id = call.fake.nextId()
      const comment = { id, nodeId: `IC_${id}`, author: call.viewer, body }
      pull.issueComments.push(comment)
      return { status: 201, body: showIssueComment(comment) }
    }),

  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (call) => {
    const comment = pullsOf(call)
      .flatMap((pull) => pull.issueComments)
      .find((one) => one.id === Number(call.path['comment_id']))
    if (!comment) return notFoundAnswer
    if (comment.author !== call.viewer) return forbiddenAnswer
    const body = String(call.body['body'])
    if (body.length > MOST_CHARACTERS) return tooLong('IssueComment')
    comment.body = body
    return ok(showIssueComment(comment))
  },

  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': (call) => {
    for (const pull of pullsOf(call)) {
      const comment = pull.issueComments.find((one) => one.id === Number(call.path['comment_id']))
      if (!comment) continue
      pull.issueComments = pull.issueComments.filter((one) => one !== comment)
      return { status: 204 }
    }
    return notFoundAnswer
  },

  'GET /repos/{owner}/{repo}/compare/{basehead}': ({ fake, path }) => {
    const [base, head] = (path['basehead'] ?? '').split('...').map((reference) => fake.commit(reference))
    if (!base || !head) return notFoundAnswer
    const from = fake.mergeBase(base, head)
    const files = listFiles(from, head).slice(0, 300)
    return ok({
      status: from === base ? 'ahead' : 'diverged',
      merge_base_commit: { sha: from.sha },
      files: files.map((file) => showFile({ ...file, isPatchShown: true })),
    })
  },

  'GET /repos/{owner}/{repo}/commits/{ref}': ({ fake, path }) => {
    const commit = fake.commit(path['ref'] ?? '')
    return commit ? ok({ sha: commit.sha }) : unprocessable([`No commit found for SHA: ${path['ref']}`])
  },

  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': ({ fake, path, query }) => {
    const sha = path['tree_sha'] ?? ''
    const [commit, prefix] = fake.tree(sha) ?? []
    if (!commit || prefix === undefined) return notFoundAnswer
    const all = treeItems(fake, commit, prefix, query.has('recursive'))
    const isCut = query.has('recursive') && all.length > fake.mostTreeItems
    return ok({ sha, truncated: isCut, tree: isCut ? all.slice(0, fake.mostTreeItems) : all })
  },

  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': ({ fake, path }) => {
    const bytes = fake.blob(path['file_sha'] ?? '')
    if (!bytes) return notFoundAnswer
    const content = bytes.toString('base64').replaceAll(/.{60}/g, '$&\n')
    return ok({ sha: path['file_sha'], size: bytes.length, content, encoding: 'base64' })
  },
}

/** Which lines may be commented on, in the words in which GitHub refuses the others. */
function judgePlace(pull: FakePull, comment: Readonly<Record<string, unknown>>): readonly string[] {
  const { path, line, start_line: start, side = 'RIGHT', subject_type: subject, body } = comment
  const commit = comment['commit_id'] as string | undefined
  if (String(body).length > MOST_CHARACTERS) return ['Body is too long (maximum is 65536 characters)']
  if (commit !== undefined && !pull.heads.has(commit)) return ['Commit_id is not part of the pull request']
  const file = pull.file(String(path))
  if (!file) return ['Pull request review thread path is invalid']
  if (subject === 'file') return []
  const shown = file.isPatchShown ? (side === 'LEFT' ? file.diff.left : file.diff.right) : new Map<number, number>()
  const hunk = shown.get(Number(line))
  const wrong: string[] = []
  if (hunk === undefined) wrong.push('Pull request review thread line must be part of the diff')
  if (start !== undefined) {
    if (Number(start) >= Number(line)) wrong.push('Pull request review thread start line must precede the end line')
    if (shown.get(Number(start)) !== hunk) {
      wrong.push('Pull request review thread start line must be part of the same hunk as the line.')
    }
  }
  if (hunk === undefined) wrong.push("Pull request review thread diff hunk can't be blank")
  return wrong
}

function makeComment(
  { fake, viewer }: Call,
  pull: FakePull,
  given: Readonly<Record<string, unknown>>,
  review: number | undefined,
): FakeReviewComment {
  const id = fake.nextId()
  const subject = given['subject_type'] === 'file' ? 'file' : 'line'
  const line = subject === 'file' ? null : Number(given['line'])
  return {
    id,
    nodeId: `PRRC_${id}`,
    author: viewer,
    body: String(given['body']),
    path: String(given['path']),
    subject,
    line,
    startLine: given['start_line'] === undefined ? null : Number(given['start_line']),
    originalLine: line,
    side: given['side'] === 'LEFT' ? 'LEFT' : 'RIGHT',
    answers: undefined,
    commit: pull.head.sha,
    review,
    isMinimized: false,
    resolvedBy: undefined,
  }
}

function treeItems(fake: FakeGitHub, commit: FakeCommit, prefix: string, isRecursive: boolean) {
  const items = new Map<string, { path: string; mode: string; type: string; sha: string; size?: number }>()
  for (const [path, file] of commit.files) {
    if (!path.startsWith(prefix)) continue
    const parts = path.slice(prefix.length).split('/')
    const depths = isRecursive ? parts.length - 1 : Math.min(1, parts.length - 1)
    for (let depth = 1; depth <= depths; depth++) {
      const folder = parts.slice(0, depth).join('/')
      const sha = hashOf('tree', commit.sha, prefix, folder)
      fake.trees.set(sha, [commit, `${prefix}${folder}/`])
      items.set(folder, { path: folder, mode: '040000', type: 'tree', sha })
    }
    if (parts.length > 1 && !isRecursive) continue
    const at = parts.join('/')
    items.set(at, { path: at, mode: file.mode, type: 'blob', sha: file.sha, size: file.bytes.length })
  }
  return [...items.values()]
}

function showPull(fake: FakeGitHub, pull: FakePull) {
  const { number, state, head, isFork } = pull
  return {
    number,
    state,
    draft: false,
    head: { sha: head.sha, ref: pull.headBranch, repo: isFork ? { id: fake.id + 1 } : { id: fake.id } },
    base: { sha: pull.tip.sha, ref: 'main', repo: { id: fake.id } },
  }
}

function showFile(file: ListedFakeFile) {
  const { additions, deletions, patch } = file.diff
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions,
    deletions,
    changes: additions + deletions,
    ...(file.isPatchShown && patch !== '' ? { patch } : {}),
    ...(file.previous === undefined ? {} : { previous_filename: file.previous }),
  }
}

function showReviewComment(comment: FakeReviewComment) {
  return {
    id: comment.id,
    node_id: comment.nodeId,
    body: comment.body,
    user: { login: comment.author, id: 1 },
    path: comment.path,
    ...(comment.line === null ? {} : { line: comment.line }),
    ...(comment.originalLine === null ? {} : { original_line: comment.originalLine }),
    start_line: comment.startLine,
    side: comment.side,
    subject_type: comment.subject,
    commit_id: comment.commit,
    pull_request_review_id: comment.review ?? null,
    ...(comment.answers === undefined ? {} : { in_reply_to_id: comment.answers }),
  }
}

function showIssueComment(comment: { id: number; nodeId: string; body: string; author: string }) {
  return { id: comment.id, node_id: comment.nodeId, body: comment.body, user: { login: comment.author, id: 1 } }
}

function page<T>(items: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get('per_page') ?? 30)
  const start = (Number(query.get('page') ?? 1) - 1) * size
  return items.slice(start, start + size)
}

function pullsOf({ fake }: Call): readonly FakePull[] {
  return [...fake.pulls.values()]
}

function withPull(call: Call, then: (pull: FakePull) => Answer): Answer {
  const pull = call.fake.pulls.get(Number(call.path['pull_number'] ?? call.path['issue_number']))
  return pull ? then(pull) : notFoundAnswer
}

function withReviewComment(call: Call, then: (comment: FakeReviewComment, pull: FakePull) => Answer): Answer {
  const id = Number(call.path['comment_id'])
  for (const pull of pullsOf(call)) {
    const comment = pull.comments.find((one) => one.id === id)
    if (comment) return then(comment, pull)
  }
  return notFoundAnswer
}

const documentation = { documentation_url: 'https://docs.github.com/rest' }

export const notFoundAnswer: Answer = { status: 404, body: { message: 'Not Found', ...documentation, status: '404' } }
export const forbiddenAnswer: Answer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', ...documentation, status: '403' },
}

function unprocessable(errors: readonly string[]): Answer {
  return { status: 422, body: { message: 'Unprocessable Entity', errors, ...documentation, status: '422' } }
}

function tooLong(resource: string): Answer {
  const errors = [
    { resource, code: 'unprocessable', field: 'data', message: 'Body is too long (maximum is 65536 characters)' },
  ]
  return { status: 422, body: { message: 'Validation Failed', errors, ...documentation } }
}

/** Several reasons come in one string, as on GitHub. */
function joinSentences(sentences: readonly string[]): string {
  const last = sentences.at(-1) ?? ''
  return sentences.length < 2 ? last : `${sentences.slice(0, -1).join(', ')}, and ${last}`
}

function ok(body: unknown): Answer {
  return { status: 200, body }
}
