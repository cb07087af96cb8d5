// GitHub's published descriptions → the small closed fixtures that the fake of the tests checks requests and answers with.
//
//   node scripts/github-openapi.mjs [FOLDER]
//
// FOLDER holds the unpacked packages `openapi/` and `graphql-schema/`; without it both are fetched from the registry
// (28 MB) into a temporary folder. Run it after a change of what src/github/client.ts or queries.ts ask for.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Kind, parse, print } from 'graphql'

const PACKAGES = { openapi: '@octokit/openapi@23.0.2', 'graphql-schema': '@octokit/graphql-schema@15.26.1' }
const target = join(dirname(dirname(fileURLToPath(import.meta.url))), '__tests__', 'github', 'fake')

const user = { login: true, id: true }
const comment = { id: true, node_id: true, body: true, user }
const reviewComment = {
  ...comment, path: true, line: true, original_line: true, start_line: true, side: true, subject_type: true, in_reply_to_id: true,
  pull_request_review_id: true, commit_id: true,
}
const side = { sha: true, ref: true, repo: { id: true } }
const file = { sha: true, filename: true, status: true, additions: true, deletions: true, changes: true, patch: true, previous_filename: true }
const pull = { number: true, state: true, draft: true, head: side, base: side }

/** Operation → the parts of its answer that the fake gives; requests are kept whole. */
const OPERATIONS = {
  'GET /repos/{owner}/{repo}/pulls': [pull],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': { ...pull, changed_files: true },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': [file],
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': [reviewComment],
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/comments': reviewComment,
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': { id: true, state: true, body: true },
  'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': reviewComment,
  'DELETE /repos/{owner}/{repo}/pulls/comments/{comment_id}': undefined,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': [comment],
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': comment,
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': comment,
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': undefined,
  'GET /repos/{owner}/{repo}/compare/{basehead}': { status: true, merge_base_commit: { sha: true }, files: [file] },
  'GET /repos/{owner}/{repo}/commits/{ref}': { sha: true },
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': {
    sha: true, truncated: true, tree: [{ path: true, mode: true, type: true, sha: true, size: true }],
  },
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': { sha: true, size: true, content: true, encoding: true },
}

/** Type → the fields that our documents use; arguments and input types come with them whole. */
const FIELDS = {
  Query: ['viewer', 'repository'],
  User: ['login'],
  Repository: ['pullRequest', 'object'],
  PullRequest: ['reviewThreads'],
  PullRequestReviewThreadConnection: ['nodes', 'pageInfo'],
  PageInfo: ['hasNextPage', 'endCursor'],
  PullRequestReviewThread: ['id', 'isResolved', 'resolvedBy', 'comments'],
  PullRequestReviewCommentConnection: ['nodes'],
  PullRequestReviewComment: ['databaseId', 'isMinimized'],
  Minimizable: ['isMinimized'],
  GitObject: ['oid'],
  Blob: ['oid', 'isTruncated', 'text'],
  Mutation: ['resolveReviewThread', 'minimizeComment'],
  ResolveReviewThreadPayload: ['thread'],
  MinimizeCommentPayload: ['minimizedComment'],
}

function fetchPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'github-openapi-'))
  for (const [name, spec] of Object.entries(PACKAGES)) {
    run('npm', ['pack', '--silent', '--pack-destination', folder, spec], folder)
    mkdirSync(join(folder, name))
    const archive = `octokit-${name}-${spec.split('@').at(-1)}.tgz`
    run('tar', ['-xzf', join(folder, archive), '--strip-components=1', '-C', join(folder, name)], folder)
  }
  return folder
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
}

function resolve(api, schema) {
  if (schema?.$ref === undefined) return schema
  return resolve(api, schema.$ref.slice(2).split('/').reduce((at, key) => at[key], api))
}

const PROSE = new Set(['description', 'example', 'examples', 'title', 'externalDocs', 'deprecated'])

/** A request's schema, whole, without prose, every object closed. */
function closed(api, given) {
  const schema = resolve(api, given)
  if (Array.isArray(schema)) return schema.map((one) => closed(api, one))
  if (typeof schema !== 'object' || schema === null) return schema
  const result = {}
  for (const [key, value] of Object.entries(schema)) {
    if (PROSE.has(key) || key.startsWith('x-')) continue
    if (key === 'properties') {
      result.properties = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, closed(api, one)]))
    } else result[key] = closed(api, value)
  }
  if (result.properties && result.additionalProperties === undefined) result.additionalProperties = false
  return result
}

/** The described part of an answer: of the properties only those in `shape`, of which the object is closed. */
function pruned(api, given, shape, where) {
  const schema = resolve(api, given)
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) {
    const fitting = variants.map((one) => resolve(api, one)).filter((one) => one.properties || one.items)
    const result = pruned(api, fitting[0], shape, where)
    return variants.some((one) => resolve(api, one).nullable || resolve(api, one).type === 'null') ? { ...result, nullable: true } : result
  }
  if (schema.allOf) return pruned(api, { ...schema, allOf: undefined, ...merge(api, schema.allOf) }, shape, where)
  const nullable = schema.nullable ? { nullable: true } : {}
  if (shape === true) return closed(api, schema)
  if (Array.isArray(shape)) return { type: 'array', ...nullable, items: pruned(api, schema.items, shape[0], where) }
  const properties = {}
  for (const [name, inner] of Object.entries(shape)) {
    const property = schema.properties?.[name]
    if (!property) throw new Error(`GitHub does not describe ${name} in the answer of ${where}`)
    properties[name] = pruned(api, property, inner, where)
  }
  return { type: 'object', ...nullable, properties, additionalProperties: false }
}

function merge(api, parts) {
  return parts.map((part) => resolve(api, part)).reduce((all, part) => ({ ...all, ...part, properties: { ...all.properties, ...part.properties } }), {})
}

function makeOpenApi(folder) {
  const api = JSON.parse(readFileSync(join(folder, 'openapi', 'generated', 'api.github.com.json'), 'utf8'))
  const paths = {}
  for (const [name, shape] of Object.entries(OPERATIONS)) {
    const [method, path] = name.split(' ')
    const operation = api.paths[path]?.[method.toLowerCase()]
    if (!operation) throw new Error(`GitHub does not describe ${name}`)
    const responses = {}
    for (const [status, given] of Object.entries(operation.responses)) {
      const schema = resolve(api, given).content?.['application/json']?.schema
      const described = status.startsWith('2') && schema && shape
      responses[status] = described ? { content: { 'application/json': { schema: pruned(api, schema, shape, name) } } } : {}
    }
    const body = operation.requestBody?.content['application/json'].schema
    paths[path] ??= {}
    paths[path][method.toLowerCase()] = {
      parameters: (operation.parameters ?? []).map((given) => {
        const { name, in: place, required, schema } = resolve(api, given)
        return { name, in: place, ...(required ? { required } : {}), schema: closed(api, schema) }
      }),
      ...(body ? { requestBody: { content: { 'application/json': { schema: closed(api, body) } } } } : {}),
      responses,
    }
  }
  // The description gives `side` of a review's comments only as an example; the documentation of the other endpoint lists them.
  const inReview = paths['/repos/{owner}/{repo}/pulls/{pull_number}/reviews'].post.requestBody.content['application/json'].schema
  for (const key of ['side', 'start_side']) inReview.properties.comments.items.properties[key].enum = ['LEFT', 'RIGHT']
  const info = {
    title: 'The part of the GitHub REST API that this project uses, with closed objects',
    version: api.info.version,
    license: api.info.license,
    'x-source': `${PACKAGES.openapi}, generated/api.github.com.json, by scripts/github-openapi.mjs`,
  }
  return `${JSON.stringify({ openapi: api.openapi, info, paths }, undefined, 1)}\n`
}

function makeGraphql(folder) {
  const document = parse(readFileSync(join(folder, 'graphql-schema', 'schema.graphql'), 'utf8'), { noLocation: true })
  const byName = new Map(document.definitions.filter((one) => one.name).map((one) => [one.name.value, one]))
  const kept = new Map()
  const plain = (node) => ({ ...node, description: undefined, directives: [] })
  const keep = (name) => {
    const definition = byName.get(name)
    if (!definition || kept.has(name)) return
    const fields = FIELDS[name]
    if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) return void kept.set(name, plain(definition))
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION) return void kept.set(name, { ...plain(definition), values: definition.values.map(plain) })
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      kept.set(name, { ...plain(definition), fields: definition.fields.map(plain) })
      for (const field of definition.fields) keep(namedType(field.type))
      return
    }
    if (!fields) throw new Error(`which fields of ${name} are used?`)
    const chosen = fields.map((field) => {
      const found = definition.fields.find((one) => one.name.value === field)
      if (!found) throw new Error(`GitHub does not describe ${name}.${field}`)
      return { ...plain(found), arguments: found.arguments.map(plain) }
    })
    const interfaces = definition.interfaces.filter((one) => FIELDS[one.name.value])
    kept.set(name, { ...plain(definition), fields: chosen, interfaces })
    for (const field of chosen) {
      keep(namedType(field.type))
      for (const argument of field.arguments) keep(namedType(argument.type))
    }
  }
  for (const name of Object.keys(FIELDS)) keep(name)
  const head = `# The part of the GitHub GraphQL API that this project uses.\n# From ${PACKAGES['graphql-schema']} (MIT, GitHub), by scripts/github-openapi.mjs.\n\n`
  return `${head}${[...kept.values()].map((one) => print(one)).join('\n\n')}\n`
}

function namedType(type) {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type)
}

const given = process.argv[2]
const folder = given ?? fetchPackages()
writeFileSync(join(target, 'openapi.json'), makeOpenApi(folder))
writeFileSync(join(target, 'github.graphql'), makeGraphql(folder))
if (!given) rmSync(folder, { recursive: true })
