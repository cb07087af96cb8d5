import type { Program } from '../language/program.js'
import type { Deployment, Resource } from '../evaluate/resource.js'
import { compareSpans, encloses } from '../source/span.js'
import { allowancesOf } from './allowance.js'
import { collectAssignments } from './assignments.js'
import { speaksOf, undeclaredOf } from './compare.js'
import { consumersOf, fetchesAny, fetchesSecrets, findSecretSources, noSources } from './consumers.js'
import { environmentOf } from './declared-model.js'
import { addHoldings, groupByHolder } from './effective.js'
import { findEndpoints, writesEndpoints } from './endpoints.js'
import { findEscalations } from './escalation.js'
import { collectExposures } from './exposures.js'
import { lazily } from './facts.js'
import { countPeers, grantOfPolicy, grantsOfAssignment } from './grants.js'
import { addLogReaders } from './log-readers.js'
import { isNamed } from './links.js'
import { collectLogging } from './logging.js'
import type { AccessModel, AccessSettings, DeclaredVault, SecretSources } from './model.js'
import { collectObjects } from './objects.js'
import { collectPolicies } from './policies.js'
import { judgeLists } from './policy-lists.js'
import { collectPrincipals } from './principals.js'
import { collectPrivateEndpoints } from './private-endpoints.js'
import { indexResources } from './resource-index.js'
import { collectRoleDefinitions } from './role-definitions.js'
import { unreadOfVaults } from './unread-modules.js'
import { collectVaults } from './vaults.js'
import type { VaultDraft } from './vaults.js'
import { compareText } from '../source/order.js'

/**
 * Who can do what on which vault, in one world of one deployment.
 *
 * The order of its resources is nothing. Endpoints are looked for when they are first asked for.
 */
export function buildModel(
  deployment: Deployment,
  settings: AccessSettings,
  declarations: readonly DeclaredVault[],
): AccessModel {
  const sought = [...deployment.sought].sort(compareResources)
  const resources = lazily(() => [...deployment.resources].sort(compareResources))
  const index = indexResources(sought, resources)
  const allowances = allowancesOf(settings.personas)
  const principals = collectPrincipals(index, settings)
  const vaults = collectVaults(deployment, index, settings)
  const roles = collectRoleDefinitions(deployment, index)
  const policies = collectPolicies(index, vaults, principals)
  judgeLists(vaults.all(), settings.addedPolicies)
  const privateEndpoints = collectPrivateEndpoints(deployment, index, vaults)
  collectLogging(deployment, index, vaults)
  const keys = collectObjects('key', deployment, index, vaults)
  const secrets = collectObjects('secret', deployment, index, vaults)
  const assignments = collectAssignments({ deployment, index, vaults, principals, roles })
  for (const vault of vaults.all()) linkDeclarations(vault, declarations, settings)

  const grants = policies.flatMap((policy) => grantOfPolicy(policy, allowances) ?? [])
  for (const assignment of assignments) {
    assignment.grants.push(...grantsOfAssignment(assignment, allowances))
    for (const grant of assignment.grants) grants.push(grant)
  }
  countPeers(grants)
  const holders = groupByHolder(grants)
  const escalations = findEscalations(assignments, holders)
  addHoldings(holders)
  addLogReaders(vaults.all(), assignments, principals.all(), index)
  for (const grant of grants) if (grant.vault) grant.undeclared = undeclaredOf(grant, grant.vault.declared)

  const programs = lazily(() => programsOf(deployment))
  const own = lazily(() => (mayCall(deployment, fetchesSecrets) ? findSecretSources(programs()) : noSources))
  for (const vault of vaults.all()) {
    if (vault.says.flags && hasFlags(vault)) Object.assign(vault, consumersOf(vault, index, own(), settings))
    if (settings.links && vault.says.network && vault.privateEndpoints.length === 0) {
      vault.privateEndpointElsewhere = isNamed(settings.links.privateEndpoints, vault)
      vault.privateEndpointOpenAt = settings.links.privateEndpoints.openAt
    }
  }
  const endpoints = lazily(() => (mayCall(deployment, writesEndpoints) ? programs().flatMap(findEndpoints) : []))
  const exposures = lazily(() => collectExposures(deployment, secrets, isGivenSecrets(deployment, own(), settings)))
  return {
    deployment,
    vaults: vaults.all(),
    grants,
    assignments,
    policies,
    roleDefinitions: roles.all,
    principals: principals.all(),
    namesNobody: settings.principals.length === 0,
    privateEndpoints,
    keys,
    secrets,
    escalations,
    get exposures() {
      return exposures()
    },
    sought,
    get resources() {
      return resources()
    },
    declarations,
    get endpoints() {
      return endpoints()
    },
    get incomplete() {
      return settings.incomplete || unreadOfVaults(deployment) !== undefined
    },
    get unread() {
      return unreadOfVaults(deployment)?.unknown
    },
    get hasAllLogging() {
      return !settings.incomplete && unreadOfVaults(deployment, 'logging') === undefined
    },
  }
}

/** By place, then by the calls and loops that lead to it. */
function compareResources(a: Resource, b: Resource): number {
  const byPlace = compareSpans(a.span, b.span)
  if (byPlace !== 0) return byPlace
  if (a.modulePath !== b.modulePath) return a.modulePath < b.modulePath ? -1 : 1
  for (const [at, index] of a.loopIndexes.entries()) {
    const difference = index - (b.loopIndexes[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The root and what it calls; templates within one another are one. */
function programsOf({ program, called = [] }: Deployment): readonly Program[] {
  const programs = [...new Set([program, ...called.map((call) => call.program)])]
  const outermost = programs
    .filter(({ external }) => !external)
    .sort((a, b) => compareText(a.span.file, b.span.file) || a.span.start - b.span.start || b.span.end - a.span.end)
  const kept: Program[] = []
  for (const each of outermost) {
    const last = kept.at(-1)
    if (!last || !encloses(last.span, each.span)) kept.push(each)
  }
  return [...kept, ...programs.filter(({ external }) => external)]
}

/** Whether anything that a deployment may call is such: if not, its calls need not be followed for that. */
function mayCall({ mayCall: asked }: Deployment, holds: (program: Program) => boolean): boolean {
  return asked?.(holds) ?? true
}

/** Whether secrets may be fetched from vaults for it, by itself or by its parameter file. */
function isGivenSecrets({ world }: Deployment, own: SecretSources, { secretSources }: AccessSettings): boolean {
  return (
    fetchesAny(own) || (world.kind === 'parameter-file' && secretSources !== undefined && fetchesAny(secretSources))
  )
}

function hasFlags({ flags }: VaultDraft): boolean {
  return Object.keys(flags).length > 0
}

/** What a declaration says of the environment holds where no path of the configuration says otherwise. */
function linkDeclarations(vault: VaultDraft, declarations: readonly DeclaredVault[], settings: AccessSettings): void {
  const declared = declarations.filter((declaration) => speaksOf(declaration, vault))
  vault.declared.push(...declared)
  const otherwise = settings.environmentOf('')
  const told = declared.find(({ environment }) => environment !== undefined)
  if (told && vault.environment === otherwise) vault.environment = environmentOf(told, settings) ?? otherwise
}
