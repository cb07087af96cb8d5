import { lowerBicep } from '../../../src/language/bicep/program.js'
import type { ExpressionSyntax, ObjectSyntax, SyntaxRange, TypeSyntax } from '../../../src/language/bicep/syntax.js'
import type { BicepContext } from '../../../src/language/bicep/unit.js'
import type { Expression, Loop, Program, TypeShape } from '../../../src/language/program.js'
import type { Files } from '../../../src/source/files.js'
import type { Span } from '../../../src/source/span.js'
import { SourceText } from '../../../src/source/text.js'

/** An expression as one line: references by kind, operators as the functions they became. */
export function show(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case undefined:
      return '-'
    case 'literal':
      return JSON.stringify(expression.value)
    case 'interpolation':
      return `text(${expression.parts.map(show).join(', ')})`
    case 'array':
      return `[${expression.items.map((item) => (item.kind === 'spread' ? `...${show(item.value)}` : show(item))).join(', ')}]`
    case 'object':
      return `{${expression.properties
        .map((item) => {
          if (item.kind === 'spread') return `...${show(item.value)}`
          return `${typeof item.key === 'string' ? item.key : `[${show(item.key)}]`}: ${show(item.value)}`
        })
        .join(', ')}}`
    case 'call': {
      const namespace = expression.namespace === undefined ? '' : `${expression.namespace}.`
      return `${namespace}${expression.name}(${expression.args.map(show).join(', ')})`
    }
    case 'member':
      return `${show(expression.base)}${expression.safe ? '.?' : '.'}${expression.name}`
    case 'index':
      return `${show(expression.base)}[${expression.safe ? '?' : ''}${expression.fromEnd ? '^' : ''}${show(expression.index)}]`
    case 'parameter':
    case 'variable':
    case 'local':
    case 'symbol':
      return `${expression.kind} ${expression.name}${expression.home ? ` of ${expression.home.file}` : ''}`
    case 'if':
      return `if(${show(expression.condition)}, ${show(expression.then)}, ${show(expression.otherwise)})`
    case 'lambda':
      return `(${expression.parameters.join(', ')}) => ${show(expression.body)}`
    case 'for':
      return `${showLoop(expression.loop)} ${show(expression.body)}`
    case 'unknown': {
      const { cause, secret, type, witness } = expression
      const details = [secret ? 'secret' : '', type ?? '', witness ? `perhaps ${show(witness)}` : '']
      return ['unknown', cause.kind, ...details].filter((word) => word !== '').join(' ')
    }
    case 'deferred':
      return show(expression.force())
  }
}

export function showLoop({ item, index, collection, filter }: Loop): string {
  return `for ${item}${index === undefined ? '' : `, ${index}`} in ${show(collection)}${filter ? ` if ${show(filter)}` : ''}:`
}

/** A type as one line. */
export function showType(shape: TypeShape | undefined): string {
  if (shape === undefined) return '-'
  const parts = [
    shape.secure ? 'secure' : '',
    shape.kind,
    shape.nullable ? 'nullable' : '',
    shape.reference === undefined ? '' : `as ${shape.reference}`,
    shape.allowedValues ? `of ${shape.allowedValues.map(show).join(' ')}` : '',
    ...(['minLength', 'maxLength', 'minValue', 'maxValue'] as const).map((bound) =>
      shape[bound] === undefined ? '' : `${bound} ${shape[bound]}`,
    ),
    shape.items ? `<${showType(shape.items)}>` : '',
    shape.properties ? `{${[...shape.properties].map(([name, type]) => `${name}: ${showType(type)}`).join(', ')}}` : '',
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** An expression as the parser sees it, every operation in brackets. */
export function showSyntax(syntax: ExpressionSyntax | undefined): string {
  switch (syntax?.kind) {
    case undefined:
      return '-'
    case 'literal':
      return JSON.stringify(syntax.value)
    case 'interpolation':
      return `text(${syntax.parts.map(showSyntax).join(', ')})`
    case 'array':
      return `[${syntax.items.map((item) => (item.kind === 'spread' ? `...${showSyntax(item.value)}` : showSyntax(item))).join(', ')}]`
    case 'object':
      return showObject(syntax)
    case 'name':
      return syntax.name
    case 'call':
      return `${syntax.base ? `${showSyntax(syntax.base)}.` : ''}${syntax.name}(${syntax.args.map(showSyntax).join(', ')})`
    case 'member':
      return `${showSyntax(syntax.base)}${syntax.nested ? '::' : syntax.safe ? '.?' : '.'}${syntax.name}`
    case 'index':
      return `${showSyntax(syntax.base)}[${syntax.safe ? '?' : ''}${syntax.fromEnd ? '^' : ''}${showSyntax(syntax.index)}]`
    case 'unary':
      return `(${syntax.operator}${showSyntax(syntax.operand)})`
    case 'binary':
      return `(${syntax.operands.map(showSyntax).join(` ${syntax.operator} `)})`
    case 'ternary':
      return `(${showSyntax(syntax.condition)} ? ${showSyntax(syntax.whenTrue)} : ${showSyntax(syntax.whenFalse)})`
    case 'lambda':
      return `((${syntax.parameters.join(', ')}) => ${showSyntax(syntax.body)})`
    case 'for': {
      const names = syntax.index === undefined ? syntax.item : `(${syntax.item}, ${syntax.index})`
      const filter = syntax.filter ? `if ${showSyntax(syntax.filter)} ` : ''
      return `[for ${names} in ${showSyntax(syntax.collection)}: ${filter}${showSyntax(syntax.body)}]`
    }
    case 'missing':
      return '<missing>'
  }
}

function showObject({ properties, resources }: ObjectSyntax): string {
  const written = properties.map((item) => {
    if (item.kind === 'spread') return `...${showSyntax(item.value)}`
    return `${typeof item.key === 'string' ? item.key : showSyntax(item.key)}: ${showSyntax(item.value)}`
  })
  return `{${[...written, ...resources.map(({ name }) => `resource ${name}`)].join(', ')}}`
}

export function showTypeSyntax(syntax: TypeSyntax | undefined): string {
  switch (syntax?.kind) {
    case undefined:
      return '-'
    case 'named':
      return syntax.name
    case 'generic':
      return `${syntax.name}<${syntax.arguments.map(showTypeSyntax).join(', ')}>`
    case 'typeMember': {
      const { access } = syntax
      const suffix = {
        property: access.kind === 'property' ? `.${access.name}` : '',
        additional: '.*',
        items: '[*]',
        element: access.kind === 'element' ? `[${access.index}]` : '',
        present: '!',
      }
      return `${showTypeSyntax(syntax.base)}${suffix[access.kind]}`
    }
    case 'arrayType':
      return `${showTypeSyntax(syntax.item)}[]`
    case 'nullable':
      return `${showTypeSyntax(syntax.base)}?`
    case 'union':
      return `(${syntax.members.map(showTypeSyntax).join(' | ')})`
    case 'objectType': {
      const properties = syntax.properties.map(({ name, type, decorators }) => {
        return `${decorators.map((decorator) => `@${decorator.name} `).join('')}${name}: ${showTypeSyntax(type)}`
      })
      const additional = syntax.additional ? [`*: ${showTypeSyntax(syntax.additional)}`] : []
      return `{${[...properties, ...additional].join(', ')}}`
    }
    case 'tuple':
      return `[${syntax.items.map(({ type }) => showTypeSyntax(type)).join(', ')}]`
    case 'literalType':
      return syntax.value === undefined ? '<text>' : JSON.stringify(syntax.value)
    case 'resourceType':
      return 'resource'
    case 'missing':
      return '<missing>'
  }
}

/** What is written at a place. */
export function written(text: string, place: SyntaxRange | Span): string {
  return text.slice(place.start, place.end)
}

/** A repository of the files given, and the programs of its Bicep files. */
export function repository(files: Readonly<Record<string, string>>): BicepContext & { readonly loaded: string[] } {
  const reader: Files = {
    read: (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined
      return text === undefined ? { kind: 'absent' } : { kind: 'text', text }
    },
  }
  const programs = new Map<string, Program>()
  const loaded: string[] = []
  const context: BicepContext & { readonly loaded: string[] } = {
    files: reader,
    loaded,
    load: (path) => {
      const known = programs.get(path)
      const text = files[path]
      if (known !== undefined || text === undefined) return known
      loaded.push(path)
      const program = lowerBicep(new SourceText(path, text), context)
      programs.set(path, program)
      return program
    },
  }
  return context
}

/** The program of one file called `main.bicep`, beside others. */
export function lowered(text: string, others: Readonly<Record<string, string>> = {}): Program {
  return lowerBicep(new SourceText('main.bicep', text), repository(others))
}

/** The value that `var x = …` is lowered to, among other declarations. */
export function loweredValue(
  expression: string,
  declarations = '',
  others: Readonly<Record<string, string>> = {},
): string {
  return show(lowered(`${declarations}\nvar x = ${expression}\n`, others).variables.get('x')?.value)
}

export function messages(program: { readonly problems: Program['problems'] }): readonly string[] {
  return program.problems.map(
    ({ code, message, span }) => `${code} ${span?.start ?? '?'}-${span?.end ?? '?'} ${message}`,
  )
}
