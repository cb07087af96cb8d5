import { proposeRoles } from '../access/migrate.js'
import { formatMigrationJson, formatMigrationMarkdown, formatMigrationText, type Move } from '../report/migration.js'
import type { Report, ReportGrant } from '../report/report.js'
import { tellErrors } from './access.js'
import type { Host, Status } from './host.js'
import type { Options } from './options.js'
import { printOutputs } from './outputs.js'
import type { Review } from './review-input.js'
import { judge } from './run.js'
import { compareText } from '../source/order.js'

/** `kv-review migrate`: the smallest roles in place of access policies; nothing is written. */
export function migrate(options: Options, host: Host, review: Review): Status {
  const report = judge({ ...options, failOn: 'never' }, host, review)
  const moves = planMoves(report)
  printOutputs(options, host, (format, look) => {
    if (format === 'json') return formatMigrationJson(moves, report)
    if (format === 'markdown') return formatMigrationMarkdown(moves)
    return formatMigrationText(moves, report, look.color)
  })
  return tellErrors(report, host)
}

/** One move for each principal that holds access policies on a vault, in the report's order. */
function planMoves(report: Report): Move[] {
  const groups = new Map<string, [ReportGrant, ...ReportGrant[]]>()
  for (const grant of report.access.grants) {
    if (grant.mechanism !== 'accessPolicy' || grant.plane !== 'data') continue
    const group = groups.get(keyOf(grant))
    if (group) group.push(grant)
    else groups.set(keyOf(grant), [grant])
  }
  const vaults = new Map(report.access.vaults.map((vault) => [vault.id, vault]))
  return [...groups.values()]
    .map((grants) => planMove(grants, report, vaults))
    .sort((a, b) => compareText(a.vaultId ?? '', b.vaultId ?? ''))
}

function planMove(
  grants: [ReportGrant, ...ReportGrant[]],
  report: Report,
  vaults: ReadonlyMap<string, Report['access']['vaults'][number]>,
): Move {
  const [first] = grants
  const holds = [...new Set(grants.flatMap((grant) => grant.operations))].sort()
  const held = rolesOf(first, report)
  const given = new Set(held.flatMap((grant) => grant.operations))
  const missing = holds.filter((word) => !given.has(word))
  const proposal = proposeRoles(missing)
  return {
    vault: first.vault === undefined ? undefined : vaults.get(first.vault),
    vaultId: first.vault,
    grants,
    holds,
    assigned: [...new Set(held.flatMap((grant) => grant.role ?? []))].sort(),
    assign: proposal.roles.map(({ id, name }) => ({ id, name })),
    adds: [...new Set([...proposal.adds, ...given])].filter((word) => !holds.includes(word)).sort(),
    addsManagement: proposal.addsManagement,
    loses: proposal.loses,
    open: grants.some((grant) => grant.open === true),
  }
}

/** Data roles that the files assign to the principal on the vault; they take effect when Azure RBAC is turned on. */
function rolesOf(policy: ReportGrant, report: Report): ReportGrant[] {
  return report.access.grants.filter(
    (grant) => grant.mechanism === 'roleAssignment' && grant.plane === 'data' && keyOf(grant) === keyOf(policy),
  )
}

function keyOf({ vault, principal }: ReportGrant): string {
  return `${vault?.toLowerCase() ?? ''}\0${principal.id.toLowerCase()}`
}
