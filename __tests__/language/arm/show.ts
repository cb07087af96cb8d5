import { lowerTemplate } from '../../../src/language/arm/template.js'
import type { Expression, ExpressionCause, Loop, Program, SpreadElement } from '../../../src/language/program.js'
import { parseJson } from '../../../src/source/json.js'
import { SourceText } from '../../../src/source/text.js'

/** A template given as plain data, read from its JSON text. */
export function programOf(
  template: unknown,
  file = 'a/main.json',
  isTemplate: (path: string) => boolean = () => false,
): { program: Program; text: string } {
  const text = typeof template === 'string' ? template : JSON.stringify(template)
  const source = new SourceText(file, text)
  const tree = parseJson(source)
  if (!tree.root) throw new Error('the test gives no JSON value')
  return { program: lowerTemplate(source, tree.root, { ...tree, isTemplate }), text }
}

/** An expression in one line, everything forced; `-` where there is none. */
export function show(expression: Expression | undefined): string {
  if (!expression) return '-'
  switch (expression.kind) {
    case 'literal':
      return JSON.stringify(expression.value)
    case 'call': {
      const name = expression.namespace === undefined ? expression.name : `${expression.namespace}.${expression.name}`
      return `${name}(${expression.args.map(show).join(', ')})`
    }
    case 'member':
      return `${show(expression.base)}.${expression.name}`
    case 'index':
      return `${show(expression.base)}[${show(expression.index)}]`
    case 'if':
      return `${show(expression.condition)} ? ${show(expression.then)} : ${show(expression.otherwise)}`
    case 'lambda':
      return `(${expression.parameters.join(', ')}) => ${show(expression.body)}`
    case 'array':
      return `[${expression.items.map(showElement).join(', ')}]`
    case 'object':
      return `{${expression.properties
        .map((element) => {
          if (element.kind === 'spread') return showElement(element)
          const key = typeof element.key === 'string' ? element.key : `(${show(element.key)})`
          return `${key}: ${show(element.value)}`
        })
        .join(', ')}}`
    case 'for':
      return `[for ${showLoop(expression.loop)}: ${show(expression.body)}]`
    case 'interpolation':
      return `concat ${expression.parts.map(show).join(' ')}`
    case 'unknown': {
      const secret = expression.secret ? ' secret' : ''
      const witness = expression.witness ? ` perhaps ${show(expression.witness)}` : ''
      return `<${showCause(expression.cause)}${secret}${witness}>`
    }
    case 'deferred':
      return show(expression.force())
    case 'parameter':
    case 'variable':
    case 'local':
    case 'symbol':
      break
  }
  return `${expression.kind} ${expression.name}`
}

export function showLoop(loop: Loop | undefined): string {
  return loop ? `${loop.name ?? '-'} * ${show(loop.count)}` : '-'
}

export function showCause(cause: ExpressionCause): string {
  const { kind } = cause
  if (kind === 'unsupported') return `unsupported ${cause.what}`
  if (kind === 'invalid') return `invalid ${cause.message}`
  if (kind === 'environment') return `environment ${cause.name}`
  if (kind === 'external-module') return `external ${cause.reference}`
  if (kind === 'missing-file') return `missing ${cause.path}`
  return cause.vault ? `secret of ${show(cause.vault)}` : 'secret'
}

function showElement(element: Expression | SpreadElement): string {
  return element.kind === 'spread' ? `...${show(element.value)}` : show(element)
}

/** Problems as `code "text" message`. */
export function showProblems(program: Program, text: string): string[] {
  return program.problems.map(({ code, span, message }) => `${code} ${text.slice(span?.start, span?.end)} ${message}`)
}
