import { and, not, or } from '../evaluate/logic.js'
import type { Truth } from '../evaluate/value.js'

/**
 * Whether a condition on the right to assign roles lets its holder assign a role, in the language of Azure's
 * attribute-based access control (`ActionMatches{…}`, `@Request[…] ForAnyOfAnyValues:GuidEquals {…}`, `AND`, `OR`, `!`).
 *
 * `roleId` is the role's GUID. What depends on anything else (whom it is assigned to, the time) or is not understood is `unknown`.
 */
export function allowsAssigning(condition: string, roleId: string): Truth {
  const tokens = tokensOf(condition)
  if (!tokens) return 'unknown'
  const reader: Reader = { tokens, at: 0, depth: 0, roleId: roleId.toLowerCase() }
  const truth = readOr(reader)
  return truth === undefined || reader.at < tokens.length ? 'unknown' : truth
}

interface Reader {
  readonly tokens: readonly string[]
  at: number
  depth: number
  readonly roleId: string
}

/** Azure takes conditions up to 8 KB. */
const maxCondition = 8192
const maxDepth = 64
const assigning = 'microsoft.authorization/roleassignments/write'
const roleAttribute = '@request[microsoft.authorization/roleassignments:roledefinitionid]'

/** Parentheses, operators, `{…}`, `@Source[…]`, quoted texts and words; undefined when too long. */
function tokensOf(text: string): readonly string[] | undefined {
  if (text.length > maxCondition) return undefined
  return text.match(/&&|\|\||[()!]|\{[^{}]*\}|@[A-Za-z]+\[[^[\]]*\]|'[^']*'|[^\s(){}!'@&|]+|[^\s]/g) ?? []
}

function readOr(reader: Reader): Truth | undefined {
  let left = readAnd(reader)
  while (left !== undefined && isWord(reader, 'or', '||')) {
    const right = readAnd(reader)
    left = right === undefined ? undefined : or(left, right)
  }
  return left
}

function readAnd(reader: Reader): Truth | undefined {
  let left = readNot(reader)
  while (left !== undefined && isWord(reader, 'and', '&&')) {
    const right = readNot(reader)
    left = right === undefined ? undefined : and(left, right)
  }
  return left
}

function readNot(reader: Reader): Truth | undefined {
  if (reader.depth >= maxDepth) return undefined
  reader.depth += 1
  const truth = readTerm(reader)
  reader.depth -= 1
  return truth
}

function readTerm(reader: Reader): Truth | undefined {
  if (isWord(reader, 'not', '!')) {
    const inner = readNot(reader)
    return inner === undefined ? undefined : not(inner)
  }
  if (isWord(reader, '(')) {
    const inner = readOr(reader)
    return isWord(reader, ')') ? inner : undefined
  }
  return readClaim(reader)
}

function isWord(reader: Reader, ...words: readonly string[]): boolean {
  const token = reader.tokens[reader.at]
  if (token === undefined || !words.includes(token.toLowerCase())) return false
  reader.at++
  return true
}

function readClaim(reader: Reader): Truth | undefined {
  const subject = reader.tokens[reader.at++]
  if (subject === undefined) return undefined
  if (subject.toLowerCase() === 'actionmatches') {
    const actions = valuesOf(reader.tokens[reader.at++])
    return actions?.some((action) => action === assigning)
  }
  if (/^(not)?exists$/i.test(subject)) {
    reader.at++
    return 'unknown'
  }
  if (!subject.startsWith('@')) return undefined
  const operator = reader.tokens[reader.at++]
  const values = valuesOf(reader.tokens[reader.at++])
  if (operator === undefined || !values) return undefined
  return subject.toLowerCase() === roleAttribute ? compare(operator.toLowerCase(), values, reader.roleId) : 'unknown'
}

/** The values of `{a, 'b'}`, of a quoted text or of a plain word, folded. */
function valuesOf(token: string | undefined): readonly string[] | undefined {
  if (token === undefined || token === '(' || token === ')') return undefined
  const inner = token.startsWith('{') ? token.slice(1, -1) : token
  return inner
    .split(',')
    .map((value) => value.trim().replaceAll("'", '').toLowerCase())
    .filter((value) => value !== '')
}

/** A role is one value, so that of the set operators only the side of the listed values matters. */
function compare(operator: string, values: readonly string[], roleId: string): Truth {
  const [quantifier, test] = operator.includes(':') ? operator.split(':', 2) : ['', operator]
  const negated = test?.includes('notequals') ?? false
  if (!negated && !test?.includes('equals')) return 'unknown'
  const holds = (value: string) => (value === roleId) !== negated
  if (quantifier === '' || quantifier?.endsWith('allvalues')) return values.every(holds)
  return quantifier?.endsWith('anyvalues') ? values.some(holds) : 'unknown'
}
