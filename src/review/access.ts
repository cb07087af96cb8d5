import type { AccessModel, Grant, Principal, Vault } from '../access/model.js'
import type { Truth } from '../evaluate/value.js'
import { knownText } from '../access/read.js'
import type { ReportAccess, ReportGrant, ReportVault } from '../report/report.js'
import { compareText } from '../source/order.js'

/** The access of all models for the report: sorted by place, what several worlds have in common told once. */
export function describeAccess(models: readonly AccessModel[]): ReportAccess {
  const vaults = new Map<string, ReportVault>()
  const grants = new Map<string, ReportGrant>()
  for (const model of models) {
    for (const vault of model.vaults) keep(vaults, describeVault(vault))
    for (const grant of model.grants) keep(grants, describeGrant(grant))
  }
  return { vaults: sorted(vaults.values()), grants: sorted(grants.values()) }
}

function keep<T extends ReportVault | ReportGrant>(kept: Map<string, T>, entry: T): void {
  kept.set(JSON.stringify(entry), entry)
}

function describeVault(vault: Vault): ReportVault {
  return {
    id: vault.id,
    name: vault.name,
    permissionModel: oneOf(knownText(vault.permissionModel), ['rbac', 'accessPolicy']),
    publicNetworkAccess: oneOf(knownText(vault.network.publicNetworkAccess), [
      'enabled',
      'disabled',
      'securedByPerimeter',
    ]),
    span: vault.head,
  }
}

function describeGrant(grant: Grant): ReportGrant {
  const { vault, role } = grant
  return {
    ...(vault ? { vault: vault.id } : {}),
    principal: describePrincipal(grant.principal),
    plane: grant.plane,
    mechanism: grant.mechanism,
    scope: grant.scopeKind,
    ...(role ? { role: role.name } : {}),
    operations: grant.operations,
    ...(grant.open ? { open: true } : {}),
    effective: toBoolean(grant.effective),
    span: grant.head,
  }
}

function describePrincipal(principal: Principal): ReportGrant['principal'] {
  const { displayName, principalType, persona } = principal
  return {
    id: knownText(principal.objectId) ?? principal.symbol ?? principal.name,
    ...(displayName === undefined ? {} : { name: displayName }),
    ...(principalType === undefined ? {} : { type: principalType }),
    ...(persona === undefined ? {} : { persona }),
  }
}

function toBoolean(truth: Truth): boolean | null {
  return truth === 'unknown' ? null : truth
}

function oneOf<T extends string>(text: string | undefined, allowed: readonly T[]): T | 'unknown' {
  return allowed.find((each) => each === text) ?? 'unknown'
}

function sorted<T extends ReportVault | ReportGrant>(entries: Iterable<T>): readonly T[] {
  const key = (entry: T): string => JSON.stringify({ ...entry, span: undefined })
  return [...entries]
    .map((entry) => ({ entry, key: key(entry) }))
    .sort(
      (a, b) =>
        compareText(a.entry.span.file, b.entry.span.file) ||
        a.entry.span.start - b.entry.span.start ||
        compareText(a.key, b.key),
    )
    .map(({ entry }) => entry)
}
