import type { CallExpression, Expression } from '../language/program.js'

const maxWords = 60
const maxDepth = 4

/** Words for a condition that came out as `outcome`, such as "parameter `open` is true". */
export function conditionWords(condition: Expression, outcome: boolean): string {
  const expression = forced(condition)
  if (expression.kind === 'call') {
    const words = callWords(expression, outcome)
    if (words) return words
  }
  return `${subjectWords(expression)} is ${outcome}`
}

/** Words for whether something is null. */
export function nullWords(expression: Expression, isNull: boolean): string {
  return `${subjectWords(expression)} ${isNull ? 'is' : 'is not'} null`
}

function callWords({ name, args }: CallExpression, outcome: boolean): string | undefined {
  const [first, second] = args
  if (!first) return undefined
  const verb = outcome ? 'is' : 'is not'
  switch (name.toLowerCase()) {
    case 'not':
      return conditionWords(first, !outcome)
    case 'empty':
      return `${subjectWords(first)} ${verb} empty`
    case 'equals': {
      if (!second) return undefined
      const [subject, value] = forced(first).kind === 'literal' ? [second, first] : [first, second]
      return forced(value).kind === 'literal' ? `${subjectWords(subject)} ${verb} ${print(value, 0)}` : undefined
    }
    case 'and':
    case 'or': {
      if (args.length !== 2 || !second || outcome !== (name.toLowerCase() === 'and')) return undefined
      const words = `${conditionWords(first, outcome)} and ${conditionWords(second, outcome)}`
      return words.length <= 2 * maxWords ? words : undefined
    }
    default:
      return undefined
  }
}

function subjectWords(expression: Expression): string {
  const named = forced(expression)
  const words = shorten(print(named, 0))
  return named.kind === 'parameter' || named.kind === 'variable' ? `${named.kind} \`${words}\`` : `\`${words}\``
}

/** A literal as Bicep writes it, shortened. */
export function literalWords(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${shorten(value)}'` : String(value)
}

function print(of: Expression, depth: number): string {
  const expression = forced(of)
  if (depth > maxDepth) return '…'
  const inner = (part: Expression) => print(part, depth + 1)
  const { kind } = expression
  if (kind === 'literal') return literalWords(expression.value)
  if (kind === 'parameter' || kind === 'variable' || kind === 'local' || kind === 'symbol') return expression.name
  if (kind === 'member') return `${inner(expression.base)}.${expression.safe ? '?' : ''}${expression.name}`
  if (kind === 'index') return `${inner(expression.base)}[${inner(expression.index)}]`
  if (kind === 'call') return `${expression.name}(${expression.args.slice(0, maxDepth).map(inner).join(', ')})`
  if (kind !== 'if') return '…'
  return `${inner(expression.condition)} ? ${inner(expression.then)} : ${inner(expression.otherwise)}`
}

function forced(expression: Expression): Expression {
  return expression.kind === 'deferred' ? expression.force() : expression
}

function shorten(text: string): string {
  return text.length > maxWords ? `${text.slice(0, maxWords - 1)}…` : text
}
