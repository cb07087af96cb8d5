import { call, parameter, text } from '../../sample.js'

/** A call, what it gives in the words of `show`, and where that expectation comes from. */
export type Case = readonly [name: string, args: readonly unknown[], expected: string, source: string]

/** Where an expectation comes from. */
export const armString = 'ARM reference, string functions'
export const armArray = 'ARM reference, array functions'
export const armObject = 'ARM reference, object functions'
export const armNumeric = 'ARM reference, numeric functions'
export const armComparison = 'ARM reference, comparison functions'
export const armLogical = 'ARM reference, logical functions'
export const armDate = 'ARM reference, date functions'
export const bicepObject = 'Bicep reference, object functions'
export const bicepLambda = 'Bicep reference, lambda functions'
export const bicepCidr = 'Bicep reference, CIDR functions'
export const safeDereference = 'Bicep reference, safe-dereference operator'
export const bicepSystem = 'Azure/bicep, SystemNamespaceType.cs'
export const evaluation = 'Azure/bicep, EvaluationTests.cs'
export const resolver = 'Azure/bicep, FunctionResolverTests.cs'
export const psrule = 'Azure/PSRule.Rules.Azure, FunctionTests.cs'
export const dotnet = '.NET reference'
export const sound = 'what the known parts decide'
export const ours = 'our own limits'

export const x = parameter('x', 'string')
export const y = parameter('y', 'string')
export const name = parameter('name', 'string', { segment: true })
export const any = parameter('any')
export const n = parameter('n', 'int')
export const flag = parameter('flag', 'bool')
export const list = parameter('list', 'array')
export const things = parameter('things', 'object')
export const unique = call('uniqueString', ['a'])
export const kv = text('kv-', x)
export const some = call('concat', [['a', 'b'], list])
export const secret = parameter('password', 'string', { secret: true })

/** A name within an identity: its length, a colon and itself. */
export function len(_: string, identity: string): string {
  return `${identity.length}:${identity}`
}
