import { deploymentSchema } from '../../source/discover.js'
import type { JsonTree } from '../../source/json.js'
import type { Comment, Member, Node, ObjectNode } from '../../source/node.js'
import { childOf, textOf } from '../../source/node.js'
import type { Span } from '../../source/span.js'
import type { SourceText } from '../../source/text.js'
import type {
  DeploymentScope,
  FunctionDeclaration,
  OutputDeclaration,
  ParameterDeclaration,
  Program,
  TypeShape,
  VariableDeclaration,
} from '../program.js'
import { foldName } from '../program.js'
import type { DeploymentContext } from './deployment.js'
import { copiesOf, Lowering, lastOfEach, once } from './lowering.js'
import { lowerResources } from './resources.js'
import { templatesInVariables } from './template-data.js'
import { TypeShapes } from './type-shape.js'

/**
 * Makes a program of an ARM template; expressions, resource bodies and nested templates are lowered when asked for.
 *
 * What has another shape than Azure takes is a `template-invalid` problem and left out or unknown. Nested templates
 * share the `problems` of the template that they stand in; those of reading the text come first. With `call`, the text is
 * not in the repository, and all of the program stands there. `isTemplate` tells what the repository has, for links to
 * where it is published.
 */
export function lowerTemplate(
  source: SourceText,
  root: Node,
  read: Partial<Pick<JsonTree, 'problems' | 'comments'>> & {
    readonly call?: Span
    readonly isTemplate?: DeploymentContext['isTemplate']
  } = {},
): Program {
  const lowering = new Lowering(source, read.problems, read.call)
  return readTemplate(root, lowering, 'resourceGroup', read.isTemplate ?? (() => false), read.comments)
}

function readTemplate(
  root: Node,
  lowering: Lowering,
  outerScope: DeploymentScope,
  isTemplate: DeploymentContext['isTemplate'],
  comments?: readonly Comment[],
): Program {
  if (root.kind !== 'object') lowering.invalid('Expected a template, which is an object.', lowering.span(root))
  const shapes = new TypeShapes(lowering, childOf(root, 'definitions'))
  const parameters = lowerParameters(root, lowering, shapes)
  const variables = lowerVariables(root, lowering)
  const targetScope = deploymentSchema(textOf(childOf(root, '$schema')) ?? '')?.scope ?? outerScope
  const nested = (template: Node): Program => readTemplate(template, lowering, targetScope, isTemplate)
  const declarations = lowerResources(childOf(root, 'resources'), {
    lowering,
    names: { parameters, variables },
    nested,
    templateInVariable: templatesInVariables(childOf(root, 'variables'), nested),
    isTemplate,
    // https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax#languageversion-20
    defaultEvaluation: textOf(childOf(root, 'languageVersion'))?.startsWith('2.') ? 'inner' : 'outer',
  })
  const types = once(() => lowerTypes(root, shapes))
  return {
    file: lowering.source.file,
    span: lowering.span(root),
    language: 'arm',
    targetScope,
    generated: foldName(textOf(childOf(childOf(childOf(root, 'metadata'), '_generator'), 'name')) ?? '') === 'bicep',
    parameters,
    variables,
    functions: lowerFunctions(root, lowering, shapes),
    get types() {
      return types()
    },
    ...declarations,
    outputs: lowerOutputs(root, lowering, shapes),
    problems: lowering.problems,
    ...(lowering.call ? { external: true } : { text: lowering.source.text }),
    ...(comments ? { comments } : {}),
  }
}

/** The members of a section that must be an object; none, and told, where it is anything else. */
function section(root: Node, name: string, lowering: Lowering): readonly Member[] {
  const node = childOf(root, name)
  if (!node) return []
  if (node.kind === 'object') return lastOfEach(node.members)
  lowering.invalid(`Expected an object as \`${name}\`.`, lowering.span(node))
  return []
}

/** The members of a section that are objects themselves. */
function objects(root: Node, name: string, lowering: Lowering): readonly (Member & { readonly value: ObjectNode })[] {
  return section(root, name, lowering).filter((member): member is Member & { readonly value: ObjectNode } => {
    if (member.value.kind === 'object') return true
    lowering.invalid(`Expected an object for each of the \`${name}\`.`, lowering.span(member.value))
    return false
  })
}

function lowerParameters(root: Node, lowering: Lowering, shapes: TypeShapes): Map<string, ParameterDeclaration> {
  const parameters = new Map<string, ParameterDeclaration>()
  for (const member of objects(root, 'parameters', lowering)) {
    const nameSpan = lowering.keySpan(member)
    if (!shapes.isKnown(member.value))
      lowering.invalid('Expected a `type` that Azure knows for this parameter.', nameSpan)
    const type = once(() => shapes.shape(member.value))
    const defaultValue = lowering.member(member.value, 'defaultValue')
    parameters.set(foldName(member.key), {
      name: member.key,
      nameSpan,
      get type() {
        return type()
      },
      ...(defaultValue ? { defaultValue } : {}),
      span: lowering.span(member.value),
    })
  }
  return parameters
}

function lowerVariables(root: Node, lowering: Lowering): Map<string, VariableDeclaration> {
  const variables = new Map<string, VariableDeclaration>()
  for (const member of section(root, 'variables', lowering)) {
    const copies = copiesOf(member)
    for (const copy of copies ?? []) {
      const nameSpan = lowering.span(copy.nameNode)
      variables.set(foldName(copy.name), { name: copy.name, nameSpan, value: lowering.copied(copy) })
    }
    if (copies) continue
    const value = lowering.value(member.value, true)
    variables.set(foldName(member.key), { name: member.key, nameSpan: lowering.keySpan(member), value })
  }
  return variables
}

function lowerFunctions(root: Node, lowering: Lowering, shapes: TypeShapes): Map<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>()
  const node = childOf(root, 'functions')
  if (node && node.kind !== 'array') {
    lowering.invalid('Expected an array of namespaces as `functions`.', lowering.span(node))
  }
  for (const item of node?.kind === 'array' ? node.items : []) {
    const namespace = textOf(childOf(item, 'namespace'))
    if (namespace === undefined) {
      lowering.invalid('Expected an object with `namespace` and `members`.', lowering.span(item))
      continue
    }
    for (const member of objects(item, 'members', lowering)) {
      const name = `${namespace}.${member.key}`
      functions.set(foldName(name), lowerFunction(name, member.value, lowering, shapes))
    }
  }
  return functions
}

function lowerFunction(name: string, node: ObjectNode, lowering: Lowering, shapes: TypeShapes): FunctionDeclaration {
  const span = lowering.span(node)
  const parameters = childOf(node, 'parameters')
  const body = lowering.member(childOf(node, 'output'), 'value')
  return {
    name,
    parameters: (parameters?.kind === 'array' ? parameters.items : []).map((parameter) => ({
      name: textOf(childOf(parameter, 'name')) ?? '',
      type: shapes.shape(parameter),
    })),
    body: body ?? lowering.invalid('Expected `output` with `value` in this function.', span),
    span,
  }
}

function lowerTypes(root: Node, shapes: TypeShapes): Map<string, TypeShape> {
  const definitions = childOf(root, 'definitions')
  const members = definitions?.kind === 'object' ? definitions.members : []
  return new Map(members.map((member) => [foldName(member.key), shapes.shape(member.value)]))
}

function lowerOutputs(root: Node, lowering: Lowering, shapes: TypeShapes): Map<string, OutputDeclaration> {
  const outputs = new Map<string, OutputDeclaration>()
  for (const member of objects(root, 'outputs', lowering)) {
    const span = lowering.span(member.value)
    const copy = childOf(member.value, 'copy')
    const input = copy && lowering.member(copy, 'input')
    const loop = copy && lowering.counted(copy)
    const value = loop && input ? { kind: 'for' as const, loop, body: input, span: lowering.span(copy) } : undefined
    const condition = lowering.member(member.value, 'condition')
    outputs.set(foldName(member.key), {
      name: member.key,
      nameSpan: lowering.keySpan(member),
      value:
        value ??
        lowering.member(member.value, 'value') ??
        lowering.invalid('Expected `value`, or `copy` with `count` and `input`, in this output.', span),
      ...(condition ? { condition } : {}),
      get secure() {
        return shapes.isSecure(member.value)
      },
      span,
    })
  }
  return outputs
}
