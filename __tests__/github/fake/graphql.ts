import { readFileSync } from 'node:fs'
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql'
import type { FakeGitHub } from './server.js'
import type { FakePull, FakeReviewComment } from './state.js'

const schema = buildSchema(readFileSync(new URL('github.graphql', import.meta.url), 'utf8'))
/** GitHub cuts a blob's text at about this many bytes. */
const MOST_TEXT = 512_000
const PAGE = 100

export interface GraphqlCall {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly viewer: string
  readonly mayWriteContents: boolean
  readonly mayWritePulls: boolean
}

/** What is wrong with a document by the published schema; empty when nothing is. */
export function checkDocument(query: string): readonly string[] {
  try {
    return validate(schema, parse(query)).map((error) => error.message)
  } catch (error) {
    return [String(error)]
  }
}

/** `query Conversations`, `mutation Resolve`. */
export function nameOf(query: string): string {
  return /^\s*(\w+)\s+(\w+)/.exec(query)?.slice(1).join(' ') ?? 'query'
}

export async function answerGraphql(fake: FakeGitHub, call: GraphqlCall): Promise<object> {
  const result = await execute({
    schema,
    document: parse(call.query),
    variableValues: { ...call.variables },
    rootValue: rootOf(fake, call),
  })
  const errors = result.errors?.map((error) => ({
    ...(error.extensions['type'] === undefined ? {} : { type: error.extensions['type'] }),
    ...(error.path ? { path: error.path } : {}),
    message: error.message,
  }))
  return { data: result.data, ...(errors ? { errors } : {}) }
}

function rootOf(fake: FakeGitHub, call: GraphqlCall) {
  return {
    viewer: { login: call.viewer },
    repository: ({ owner, name }: { owner: string; name: string }) =>
      owner === fake.owner && name === fake.repo
        ? {
            pullRequest: ({ number }: { number: number }) => {
              const pull = fake.pulls.get(number)
              return pull
                ? showPull(pull)
                : refuse('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`)
            },
            object: ({ oid }: { oid: string }) => showBlob(fake, oid),
          }
        : refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`),
    resolveReviewThread: ({ input }: { input: { threadId: string } }) => {
      if (!call.mayWriteContents || !call.mayWritePulls)
        return refuse('FORBIDDEN', 'Resource not accessible by integration')
      const comment = allComments(fake).find((one) => threadId(one) === input.threadId)
      if (!comment) return refuse('NOT_FOUND', 'Could not resolve to a node')
      comment.resolvedBy = call.viewer
      return { thread: { id: threadId(comment), isResolved: true } }
    },
    minimizeComment: ({ input }: { input: { subjectId: string } }) => {
      if (!call.mayWritePulls) return refuse('FORBIDDEN', 'Resource not accessible by integration')
      const comment = allComments(fake).find((one) => one.nodeId === input.subjectId)
      if (!comment) return refuse('NOT_FOUND', 'Could not resolve to a node')
      comment.isMinimized = true
      return { minimizedComment: { __typename: 'PullRequestReviewComment', isMinimized: true } }
    },
  }
}

function showPull(pull: FakePull) {
  return {
    reviewThreads: ({ first, after }: { first: number; after: string | null }) => {
      const start = Number(after ?? 0)
      const threads = pull.threads()
      const end = start + Math.min(first, PAGE)
      return {
        pageInfo: { hasNextPage: end < threads.length, endCursor: String(end) },
        nodes: threads.slice(start, end).map(({ root, comments }) => ({
          id: threadId(root),
          isResolved: root.resolvedBy !== undefined,
          // GraphQL writes the login of an app without `[bot]`.
          resolvedBy: root.resolvedBy === undefined ? null : { login: root.resolvedBy.replace(/\[bot\]$/, '') },
          comments: (range: { first: number }) => ({
            nodes: comments.slice(0, range.first).map((comment) => ({ databaseId: comment.id })),
          }),
        })),
      }
    },
  }
}

/** As GitHub does, the text is decoded, so that it is no longer what the bytes were when those were no UTF-8. */
function showBlob(fake: FakeGitHub, oid: string) {
  const bytes = fake.blob(oid)
  if (!bytes) return null
  const isBinary = bytes.includes(0)
  const text = isBinary ? null : new TextDecoder().decode(bytes.subarray(0, MOST_TEXT))
  return { __typename: 'Blob', oid, text, isTruncated: bytes.length > MOST_TEXT }
}

function threadId(comment: FakeReviewComment): string {
  return `PRRT_${comment.id}`
}

function allComments(fake: FakeGitHub): readonly FakeReviewComment[] {
  return [...fake.pulls.values()].flatMap((pull) => pull.comments)
}

function refuse(type: string, message: string): never {
  throw new GraphQLError(message, { extensions: { type } })
}
