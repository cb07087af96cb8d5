import type { getOctokit } from '@actions/github'
import { type Connection, openOctokit } from './connection.js'
import type { ListedFile } from './diff.js'
import { CONVERSATIONS, MINIMIZE, RESOLVE, blobsQuery } from './queries.js'

/** The dozen things that we ask of one repository on GitHub; every one may throw what `troubleOf` reads. */
export type GitHub = ReturnType<typeof operationsOf>

export interface PullRequest {
  readonly number: number
  readonly head: string
  readonly base: string
  readonly isOpen: boolean
  /** From another repository, or one that is gone. */
  readonly isFork: boolean
  readonly changedFiles: number
}

export interface TreeItem {
  readonly path: string
  readonly sha: string
  readonly mode: string
  readonly size: number
}

export interface ReviewCommentItem {
  readonly id: number
  readonly nodeId: string
  readonly path: string
  readonly subject: 'line' | 'file'
  /** The lines that it covers now; undefined when the diff no longer shows them. */
  readonly lines: { readonly start: number; readonly end: number } | undefined
  readonly body: string
  readonly author: string
  readonly answers: number | undefined
}

export interface IssueCommentItem {
  readonly id: number
  readonly body: string
  readonly author: string
}

export interface Conversation {
  readonly id: string
  /** Of the comment that opened it. */
  readonly comment: number
  readonly resolvedBy: string | undefined
  readonly isResolved: boolean
}

/** A comment for the head commit; without lines it is about the whole file. */
export interface NewComment {
  readonly path: string
  readonly body: string
  readonly lines?: { readonly start: number; readonly end: number }
}

const MOST_PAGES = 30
const PAGE = 100

/** Opens the connection to the repository, spaced and patient as GitHub asks. */
export function connect(connection: Connection): GitHub {
  return operationsOf(openOctokit(connection), connection.owner, connection.repo)
}

/** What we ask of the repository, through whatever client. */
export function operationsOf(octokit: ReturnType<typeof getOctokit>, owner: string, repo: string) {
  const here = { owner, repo }
  const once = { retries: 0 }

  /** All pages of a list, and whether that was all of it. */
  async function collect<T>(
    page: (number: number) => Promise<readonly T[]>,
  ): Promise<{ items: T[]; isWhole: boolean }> {
    const items: T[] = []
    for (let number = 1; number <= MOST_PAGES; number++) {
      const more = await page(number)
      items.push(...more)
      if (more.length < PAGE) return { items, isWhole: true }
    }
    return { items, isWhole: false }
  }

  return {
    owner,
    repo,
    async pullRequest(number: number): Promise<PullRequest> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...here,
        pull_number: number,
      })
      return {
        number,
        head: data.head.sha,
        base: data.base.sha,
        isOpen: data.state === 'open',
        isFork: data.head.repo === null || data.head.repo.id !== data.base.repo.id,
        changedFiles: data.changed_files,
      }
    },

    /** Numbers of the open pull requests from a branch of `headOwner`, newest first. */
    async pullRequestsFrom(headOwner: string, branch: string): Promise<readonly { number: number; head: string }[]> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', {
        ...here,
        head: `${headOwner}:${branch}`,
        state: 'open',
        per_page: PAGE,
      })
      return data.map((pull) => ({ number: pull.number, head: pull.head.sha }))
    },

    /** GitHub lists at most 3,000 files. */
    async pullRequestFiles(number: number): Promise<readonly ListedFile[]> {
      const { items } = await collect(async (page) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
          ...here,
          pull_number: number,
          per_page: PAGE,
          page,
        })
        return data
      })
      return items
    },

    /** What a head adds to where it left the base; GitHub lists at most 300 files. */
    async compare(base: string, head: string): Promise<{ mergeBase: string; files: readonly ListedFile[] }> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...here,
        basehead: `${base}...${head}`,
        per_page: 1,
      })
      return { mergeBase: data.merge_base_commit.sha, files: data.files ?? [] }
    },

    /** The commit that a branch, tag or commit id names. */
    async commitOf(reference: string): Promise<string> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...here, ref: reference })
      return data.sha
    },

    /** A tree by its id or a commit's; `isWhole` is false when it was too large to be listed at once. */
    async tree(sha: string, recursive: boolean): Promise<{ items: readonly TreeItem[]; isWhole: boolean }> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...here,
        tree_sha: sha,
        ...(recursive ? { recursive: '1' } : {}),
      })
      const items = data.tree.map((item) => ({
        path: item.path ?? '',
        sha: item.sha ?? '',
        mode: item.mode ?? '',
        size: item.size ?? 0,
      }))
      return { items, isWhole: !data.truncated }
    },

    /** Texts of blobs by id; what is binary, cut or unknown is left out. */
    async texts(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const variables = Object.fromEntries(ids.map((id, at) => [`id${at}`, id]))
      const answer = await octokit.graphql<{
        repository: Record<string, { oid?: string; isTruncated?: boolean; text?: string | null } | null> | null
      }>(blobsQuery(ids.length), { owner, name: repo, ...variables })
      const texts = new Map<string, string>()
      for (const blob of Object.values(answer.repository ?? {})) {
        if (blob?.oid && typeof blob.text === 'string' && !blob.isTruncated) texts.set(blob.oid, blob.text)
      }
      return texts
    },

    async blob(sha: string): Promise<Uint8Array> {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
        ...here,
        file_sha: sha,
      })
      return Buffer.from(data.content, 'base64')
    },

    async reviewComments(number: number): Promise<{ items: readonly ReviewCommentItem[]; isWhole: boolean }> {
      const { items, isWhole } = await collect(async (page) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
          ...here,
          pull_number: number,
          per_page: PAGE,
          page,
        })
        return data
      })
      return {
        isWhole,
        items: items.map((item) => ({
          id: Number(item.id),
          nodeId: item.node_id,
          path: item.path,
          subject: item.subject_type === 'file' ? 'file' : 'line',
          lines: typeof item.line === 'number' ? { start: item.start_line ?? item.line, end: item.line } : undefined,
          body: item.body,
          author: item.user?.login ?? '',
          answers: item.in_reply_to_id,
        })),
      }
    },

    async issueComments(number: number): Promise<{ items: readonly IssueCommentItem[]; isWhole: boolean }> {
      const { items, isWhole } = await collect(async (page) => {
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          ...here,
          issue_number: number,
          per_page: PAGE,
          page,
        })
        return data
      })
      return {
        isWhole,
        items: items.map((item) => ({ id: Number(item.id), body: item.body ?? '', author: item.user?.login ?? '' })),
      }
    },

    /** Who the token writes as, and the conversations on the pull request. */
    async conversations(number: number): Promise<{ viewer: string; items: readonly Conversation[] }> {
      const items: Conversation[] = []
      let after: string | null = null
      for (let page = 0; ; page++) {
        const answer: ConversationsAnswer = await octokit.graphql(CONVERSATIONS, { owner, name: repo, number, after })
        const threads = answer.repository?.pullRequest?.reviewThreads
        for (const node of threads?.nodes ?? []) {
          const comment = node?.comments.nodes?.[0]?.databaseId
          if (!node || typeof comment !== 'number') continue
          items.push({ id: node.id, comment, isResolved: node.isResolved, resolvedBy: node.resolvedBy?.login })
        }
        after = threads?.pageInfo.hasNextPage ? (threads.pageInfo.endCursor ?? null) : null
        if (after === null || page >= MOST_PAGES) return { viewer: answer.viewer.login, items }
      }
    },

    /** One review of several comments, all or none; never retried, since a lost one may have been stored. */
    async createReview(number: number, head: string, comments: readonly NewComment[]): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...here,
        pull_number: number,
        commit_id: head,
        event: 'COMMENT',
        body: '',
        comments: comments.map(({ path, body, lines }) => ({ path, body, ...anchorOf(lines) })),
        request: once,
      })
    },

    async createComment(number: number, head: string, { path, body, lines }: NewComment): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/comments', {
        ...here,
        pull_number: number,
        commit_id: head,
        path,
        body,
        ...(lines ? anchorOf(lines) : { subject_type: 'file' as const }),
        request: once,
      })
    },

    async updateComment(id: number, body: string): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}', {
        ...here,
        comment_id: id,
        body,
      })
    },

    async deleteComment(id: number): Promise<void> {
      await octokit.request('DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}', { ...here, comment_id: id })
    },

    async createIssueComment(number: number, body: string): Promise<void> {
      await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...here,
        issue_number: number,
        body,
        request: once,
      })
    },

    async updateIssueComment(id: number, body: string): Promise<void> {
      await octokit.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...here,
        comment_id: id,
        body,
      })
    },

    async deleteIssueComment(id: number): Promise<void> {
      await octokit.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...here, comment_id: id })
    },

    async minimize(nodeId: string): Promise<void> {
      await octokit.graphql(MINIMIZE, { subject: nodeId })
    },

    async resolve(thread: string): Promise<void> {
      await octokit.graphql(RESOLVE, { thread })
    },
  }
}

interface ConversationsAnswer {
  readonly viewer: { readonly login: string }
  readonly repository: {
    readonly pullRequest: {
      readonly reviewThreads: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null }
        readonly nodes: readonly ({
          readonly id: string
          readonly isResolved: boolean
          readonly resolvedBy: { readonly login: string } | null
          readonly comments: { readonly nodes: readonly ({ readonly databaseId: number | null } | null)[] | null }
        } | null)[]
      }
    } | null
  } | null
}

/** GitHub refuses a first line that is not above the last. */
function anchorOf(lines: NewComment['lines']) {
  if (!lines) return {}
  const side = 'RIGHT' as const
  return lines.start < lines.end
    ? { line: lines.end, side, start_line: lines.start, start_side: side }
    : { line: lines.end, side }
}
