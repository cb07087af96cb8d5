/** Who we write as, and the conversations of a pull request with who resolved them. */
export const CONVERSATIONS = `query Conversations($owner: String!, $name: String!, $number: Int!, $after: String) {
  viewer { login }
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      reviewThreads(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { id isResolved resolvedBy { login } comments(first: 1) { nodes { databaseId } } }
      }
    }
  }
}`

export const RESOLVE = `mutation Resolve($thread: ID!) {
  resolveReviewThread(input: { threadId: $thread }) { thread { isResolved } }
}`

export const MINIMIZE = `mutation Minimize($subject: ID!) {
  minimizeComment(input: { subjectId: $subject, classifier: OUTDATED }) { minimizedComment { isMinimized } }
}`

/** Most contents that one request asks for. */
export const MOST_BLOBS = 50

/** The texts of `count` blobs, as `blob0`, `blob1`, … */
export function blobsQuery(count: number): string {
  const numbers = Array.from({ length: count }, (_, at) => at)
  const variables = numbers.map((at) => `$id${at}: GitObjectID!`).join(', ')
  const fields = numbers.map((at) => `    blob${at}: object(oid: $id${at}) { ...Content }`).join('\n')
  return `query Blobs($owner: String!, $name: String!, ${variables}) {
  repository(owner: $owner, name: $name) {
${fields}
  }
}
fragment Content on Blob { oid isTruncated text }`
}
