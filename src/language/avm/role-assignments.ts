import type { Expression, ResourceDeclaration } from '../program.js'
import type { ModuleName } from './facts.js'
import { carried, type Making, resource } from './parts.js'

const definitions = 'Microsoft.Authorization/roleDefinitions'
const marker = '/providers/Microsoft.Authorization/roleDefinitions/'

/** The variable that {@link roleTable} becomes. */
export const rolesVariable = 'builtInRoleNames'

/** Names of roles that an argument may use in place of ids. */
export function roleTable({ make, facts }: Making, module: ModuleName): Expression {
  const roles = facts.roles(module).map(({ name, id }) => [name, roleId(id)] as const)
  return make.object(Object.fromEntries(roles))

  function roleId(id: string): Expression {
    return make.call('subscriptionResourceId', make.literal(definitions), make.literal(id))
  }
}

/** The assignments that `roleAssignments` asks for on the resource with a symbol. */
export function roleAssignments(making: Making, symbol: string, target: string): ResourceDeclaration {
  const { make, facts } = making
  const one = make.local('roleAssignment')
  const role = roleOf(making, make.must(one, 'roleDefinitionIdOrName'))
  const named = facts.has('names of role assignments')
  const seed = named ? role : make.must(one, 'roleDefinitionIdOrName')
  const own = make.call('guid', make.must(make.symbol(target), 'id'), make.must(one, 'principalId'), seed)
  const condition = make.get(one, 'condition')
  const conditionVersion = make.or(make.get(one, 'conditionVersion'), make.literal('2.0'))
  return resource(make, symbol, {
    type: 'Microsoft.Authorization/roleAssignments',
    apiVersion: facts.apiVersion('roleAssignment'),
    name: named ? make.or(make.get(one, 'name'), own) : own,
    scope: target,
    loop: make.loop('roleAssignment', make.parameter('roleAssignments')),
    body: {
      properties: make.object({
        ...carried(making, 'roleAssignment', one),
        principalId: make.must(one, 'principalId'),
        roleDefinitionId: role,
        conditionVersion: make.when(make.given(condition), conditionVersion),
      }),
    },
  })
}

/** The id of the role that is written by name or id; it stands where that is written. */
function roleOf({ make, facts }: Making, written: Expression): Expression {
  const listed = make.item({ kind: 'variable', name: rolesVariable, span: make.at }, written, true)
  const completed = make.call('subscriptionResourceId', make.literal(definitions), written)
  const other = facts.has('roles outside the table completed to ids')
    ? make.when(make.call('contains', written, make.literal(marker)), written, completed)
    : written
  return make.chosen(make.or(listed, other), written)
}
