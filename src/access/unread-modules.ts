import type { Deployment } from '../evaluate/resource.js'
import type { Expression, ModuleDeclaration, ObjectExpression, Program } from '../language/program.js'
import { sameSpan } from '../source/span.js'

/** A resource module of Azure Verified Modules, by what follows `avm/res/`. */
const resourceModule = /^br:mcr\.microsoft\.com\/bicep\/avm\/res\/([a-z0-9/-]{1,200})[:@]/i

/** Modules of roles, locks and policies: none of them makes a diagnostic setting. */
const logsNothing = /^br:mcr\.microsoft\.com\/bicep\/avm\/(?:res|ptn)\/authorization\/[a-z0-9/-]{1,200}[:@]/i

/** Those whose own resource may belong to a vault that they are told of, or may be any other. */
const concernsVaults = /^(?:key-vault|authorization)\/|^insights\/diagnostic-setting$/i
const concernsNetwork = /^network\/private-endpoint$/i

/**
 * The first module that was not read and may deploy something that belongs to a vault; `side` leaves out those that only
 * bring something to the other.
 *
 * A resource module deploys one resource with its own roles, locks, diagnostic settings and private endpoints, so a
 * network or an identity brings nothing to a vault (specification of Azure Verified Modules, resource modules).
 */
export function unreadOfVaults(
  deployment: Deployment,
  side: 'any' | 'logging' = 'any',
): Deployment['opaque'][number] | undefined {
  return deployment.opaque.find((call) => {
    if (side === 'logging' && logsNothing.test(call.reference)) return false
    const module = resourceModule.exec(call.reference)?.[1]
    if (module === undefined || concernsVaults.test(module)) return true
    return side !== 'logging' && concernsNetwork.test(module) && !leadsElsewhere(call, deployment)
  })
}

/** Whether a call of the module for private endpoints connects them to resources beside it, none of them a vault. */
function leadsElsewhere({ span }: Deployment['opaque'][number], { called = [] }: Deployment): boolean {
  const calls = new Map<ModuleDeclaration, Program>()
  for (const { program } of called) {
    for (const module of program.modules)
      if (module.source.kind === 'registry' && sameSpan(module.source.span, span)) calls.set(module, program)
  }
  return calls.size > 0 && [...calls].every(([{ arguments: given }, program]) => connectsElsewhere(given, program))
}

const connections = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections']

function connectsElsewhere(given: Expression, program: Program): boolean {
  const written = whole(given)
  if (written.kind !== 'object' || !isPlain(written)) return false
  const lists = connections.flatMap((name) => propertyOf(written, name) ?? [])
  return lists.length > 0 && lists.every((list) => isListElsewhere(list, program))
}

function isListElsewhere(list: Expression, program: Program): boolean {
  const written = whole(list)
  if (written.kind === 'if')
    return isListElsewhere(written.then, program) && isListElsewhere(written.otherwise, program)
  if (written.kind === 'literal') return written.value === null
  return (
    written.kind === 'array' && written.items.every((item) => item.kind !== 'spread' && isItemElsewhere(item, program))
  )
}

function isItemElsewhere(item: Expression, program: Program): boolean {
  const properties = propertyOf(whole(item), 'properties')
  const id = properties && propertyOf(whole(properties), 'privateLinkServiceId')
  return id !== undefined && isIdOfAnother(whole(id), program)
}

/** `account.id` of a resource that is declared or referred to beside it and is no vault. */
function isIdOfAnother(id: Expression, { resources }: Program): boolean {
  if (id.kind !== 'member' || id.name !== 'id') return false
  const base = whole(id.base)
  const declared = base.kind === 'symbol' ? resources.find(({ symbol }) => symbol === base.name) : undefined
  const type = declared && whole(declared.type)
  return type?.kind === 'literal' && !/^microsoft\.keyvault\//i.test(String(type.value))
}

function propertyOf(object: Expression, name: string): Expression | undefined {
  if (object.kind !== 'object') return undefined
  const found = object.properties.find((each) => each.kind === 'property' && each.key === name)
  return found?.kind === 'property' ? found.value : undefined
}

/** Whether every property is written out by its name. */
function isPlain({ properties }: ObjectExpression): boolean {
  return properties.every((each) => each.kind === 'property' && typeof each.key === 'string')
}

function whole(expression: Expression): Expression {
  return expression.kind === 'deferred' ? expression.force() : expression
}
