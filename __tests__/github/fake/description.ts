import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required?: boolean
  readonly schema: object
}

interface Described {
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } }
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json': { readonly schema: object } } }>
  >
}

/** An operation that a request was found to be, with its path parameters. */
export interface Operation {
  readonly name: string
  readonly described: Described
  readonly path: Readonly<Record<string, string>>
}

const description = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>
}
const ajv = new Ajv({ strict: false, coerceTypes: false, validateFormats: false, allErrors: true })
const compiled = new Map<object, ValidateFunction>()

/** The operation of GitHub's description that a request is; undefined when GitHub has none, or we did not describe it. */
export function findOperation(method: string, pathname: string): Operation | undefined {
  const given = pathname.split('/')
  for (const [template, operations] of Object.entries(description.paths)) {
    const described = operations[method.toLowerCase()]
    const wanted = template.split('/')
    if (!described || wanted.length !== given.length) continue
    const path: Record<string, string> = {}
    const fits = wanted.every((part, at) => {
      const value = decodeURIComponent(given[at] ?? '')
      if (!part.startsWith('{')) return part === value
      path[part.slice(1, -1)] = value
      return value !== ''
    })
    if (fits) return { name: `${method} ${template}`, described, path }
  }
  return undefined
}

/** What is wrong with a request by the description; empty when nothing is. */
export function checkRequest(operation: Operation, query: URLSearchParams, body: unknown): readonly string[] {
  const { described, path, name } = operation
  const wrong: string[] = []
  for (const { name: key, in: place, required, schema } of described.parameters) {
    const value = place === 'path' ? path[key] : (query.get(key) ?? undefined)
    if (value === undefined) {
      if (required) wrong.push(`${name}: ${key} is missing`)
    } else {
      wrong.push(...validate(schema, typed(schema, value)).map((error) => `${name}: ${key} ${error}`))
    }
  }
  const known = new Set(described.parameters.filter((one) => one.in === 'query').map((one) => one.name))
  for (const key of query.keys()) if (!known.has(key)) wrong.push(`${name}: ${key} is not a parameter`)
  const schema = described.requestBody?.content['application/json'].schema
  if (schema) wrong.push(...validate(schema, body).map((error) => `${name}: body${error}`))
  else if (body !== undefined) wrong.push(`${name}: takes no body`)
  return wrong
}

/** What is wrong with an answer of the fake by the description, so that the fake does not make things up. */
export function checkAnswer(operation: Operation, status: number, body: unknown): readonly string[] {
  const response = operation.described.responses[String(status)]
  if (!response) return [`${operation.name}: ${status} is not described`]
  const schema = response.content?.['application/json'].schema
  return schema ? validate(schema, body).map((error) => `${operation.name}: answer${error}`) : []
}

function typed(schema: object, value: string): unknown {
  return 'type' in schema && schema.type === 'integer' ? Number(value) : value
}

function validate(schema: object, value: unknown): readonly string[] {
  let check = compiled.get(schema)
  if (!check) {
    check = ajv.compile(schema)
    compiled.set(schema, check)
  }
  if (check(value)) return []
  return (check.errors ?? []).map(
    (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
  )
}
