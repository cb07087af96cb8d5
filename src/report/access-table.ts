import { forCsv, forMermaid, forTerminal } from './inert.js'
import { locate, placeOf } from './lines.js'
import { describeGranted, joinPlanes } from './operations.js'
import { choosePalette, type Palette } from './palette.js'
import type { Report, ReportGrant, ReportVault } from './report.js'
import { padTo, widthOf, wrap } from './width.js'
import { count, nameScope } from './words.js'

/** A grant as it is shown: as it stands, or what a change adds (`+`) or takes away (`-`). */
export interface Entry {
  readonly sign: '' | '+' | '-'
  readonly grant: ReportGrant
}

/** What a report shows of access: its changes where it has any to compare with, else every grant; both planes of one as one. */
export function entriesOf({ access, changes }: Report): Entry[] {
  const sign = (sign: Entry['sign'], grants: readonly ReportGrant[]): Entry[] =>
    joinPlanes(grants).map((grant) => ({ sign, grant }))
  return changes ? [...sign('+', changes.granted), ...sign('-', changes.taken)] : sign('', access.grants)
}

/** Entries of one vault, or those that cover no vault of the run. */
export interface VaultAccess {
  readonly vault: ReportVault | undefined
  /** The id, where the grant names a vault that the report does not list. */
  readonly name: string
  readonly entries: readonly Entry[]
}

/** Entries by vault in the report's order; vaults without any, too; those without a vault last. */
export function groupByVault(report: Report, entries: readonly Entry[]): VaultAccess[] {
  const groups = new Map<string, { vault: ReportVault | undefined; name: string; entries: Entry[] }>()
  for (const vault of report.access.vaults) groups.set(vault.id, { vault, name: vault.name, entries: [] })
  const wide: Entry[] = []
  for (const entry of entries) {
    const { vault } = entry.grant
    const group = vault === undefined ? undefined : groups.get(vault)
    if (group) group.entries.push(entry)
    else if (vault === undefined) wide.push(entry)
    else groups.set(vault, { vault: undefined, name: vault, entries: [entry] })
  }
  return [
    ...groups.values(),
    ...(wide.length > 0 ? [{ vault: undefined, name: 'no vault of this run', entries: wide }] : []),
  ]
}

/** Who a grant is for, in words: the name, else the id. */
export function namePrincipal({ principal }: ReportGrant): string {
  return principal.name ?? principal.id
}

/** How it is granted, in words: `role Key Vault Secrets User at the resource group, no effect`. */
export function nameMeans(grant: ReportGrant): string {
  const means = { accessPolicy: 'access policy', roleAssignment: 'role', declaration: 'declaration' }[grant.mechanism]
  const role = grant.role === undefined ? (grant.mechanism === 'roleAssignment' ? ' (unknown)' : '') : ` ${grant.role}`
  const scope = grant.scope === 'vault' ? '' : ` at the ${nameScope(grant.scope)}`
  const effect = grant.effective === true ? '' : grant.effective === false ? ', no effect' : ', effect unknown'
  return `${means}${role}${scope}${effect}`
}

/** A vault's own facts, in words. */
export function describeVault(vault: ReportVault): string {
  const models = { rbac: 'Azure RBAC', accessPolicy: 'access policies', unknown: 'permission model unknown' }
  const networks = {
    enabled: 'public network access enabled',
    disabled: 'public network access disabled',
    securedByPerimeter: 'secured by a network perimeter',
    unknown: 'public network access unknown',
  }
  return `${models[vault.permissionModel]}, ${networks[vault.publicNetworkAccess]}`
}

export interface AccessTextOptions {
  readonly color: boolean
  /** Columns of the terminal. */
  readonly width?: number
}

/** Who can do what on which vault, for a terminal; with changes, what is granted (`+`) and taken away (`-`) instead. */
export function formatAccessText(report: Report, options: AccessTextOptions): string {
  const palette = choosePalette(options.color)
  const width = Math.max(60, Math.min(options.width ?? 120, 200))
  const { access, changes } = report
  const groups = groupByVault(report, entriesOf(report)).filter((group) => !changes || group.entries.length > 0)
  const blocks = groups.map((group) => drawVault(group, report, palette, width))
  const total = changes
    ? `compared with ${forTerminal(changes.base)}: ${count(changes.granted.length, 'grant')} more, ${changes.taken.length} fewer`
    : `${count(access.vaults.length, 'vault')}, ${count(access.grants.length, 'grant')}`
  return `${[...blocks, total].join('\n\n')}\n`
}

function drawVault(group: VaultAccess, report: Report, palette: Palette, width: number): string {
  const place = group.vault && placeOf({ span: group.vault.span }, report.sources)
  const head = `${palette.bold(forTerminal(group.name))}${place === undefined ? '' : palette.dim(`  ${forTerminal(place)}`)}`
  const facts = group.vault ? [`  ${describeVault(group.vault)}`] : []
  if (group.entries.length === 0) return [head, ...facts, '  nobody is granted anything here'].join('\n')
  const cells = group.entries.map(({ sign, grant }) => ({
    sign,
    who: forTerminal(namePrincipal(grant)),
    persona: forTerminal(grant.principal.persona ?? ''),
    means: forTerminal(nameMeans(grant)),
    may: forTerminal(describeGranted(grant)),
    place: forTerminal(placeOf({ span: grant.span }, report.sources) ?? ''),
  }))
  const widest = (key: 'who' | 'persona'): number => Math.max(...cells.map((cell) => widthOf(cell[key])))
  const [who, persona] = [Math.min(widest('who'), 40), Math.min(widest('persona'), 24)]
  const lines = cells.flatMap(({ sign, ...cell }) => {
    const paint = sign === '+' ? palette.good : sign === '-' ? palette.of('error') : (text: string) => text
    const first = [padTo(cell.who, who), ...(persona > 0 ? [padTo(cell.persona, persona)] : []), cell.means].join('  ')
    const rest = wrap(cell.may, width - 6).map((line) => `      ${line}`)
    return [`${paint(`  ${sign === '' ? ' ' : sign} ${first}`)}${palette.dim(`  ${cell.place}`)}`.trimEnd(), ...rest]
  })
  return [head, ...facts, ...lines].join('\n')
}

const COLUMNS = [
  'change',
  'vault',
  'vaultId',
  'principal',
  'principalId',
  'principalType',
  'persona',
  'plane',
  'mechanism',
  'scope',
  'role',
  'operations',
  'effective',
  'path',
  'line',
]

/** One row for each grant, or for each that a change adds or takes; operations separated by blanks. */
export function formatAccessCsv(report: Report): string {
  const { changes } = report
  const rows = changes
    ? [
        ...changes.granted.map((grant) => csvRow('granted', grant, report)),
        ...changes.taken.map((grant) => csvRow('taken', grant, report)),
      ]
    : report.access.grants.map((grant) => csvRow('', grant, report))
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`
}

function csvRow(change: string, grant: ReportGrant, report: Report): string {
  const location = locate(grant.span, report.sources)
  const { principal } = grant
  const vault = report.access.vaults.find((it) => it.id === grant.vault)
  return [
    change,
    vault?.name ?? '',
    grant.vault ?? '',
    principal.name ?? '',
    principal.id,
    principal.type ?? '',
    principal.persona ?? '',
    grant.plane,
    grant.mechanism,
    grant.scope,
    grant.role ?? '',
    grant.operations.join(' '),
    grant.effective === null ? 'unknown' : String(grant.effective),
    grant.span.file,
    location ? String(location.startLine) : '',
  ]
    .map(forCsv)
    .join(',')
}

/** Mermaid draws at most 500 edges unless it is told otherwise. */
const EDGES = 400

/** A Mermaid flowchart: principals, vaults and what joins them; dotted where a grant has no effect or that is unknown. */
export function formatAccessMermaid(report: Report): string {
  const names = new Map<string, string>()
  const lines = ['flowchart LR']
  const nodeOf = (key: string, label: string, shape: (text: string) => string): string => {
    const known = names.get(key)
    if (known !== undefined) return known
    const name = `n${names.size}`
    names.set(key, name)
    lines.push(`  ${name}${shape(`"${forMermaid(label)}"`)}`)
    return name
  }
  for (const vault of report.access.vaults) nodeOf(`vault ${vault.id}`, vault.name, cylinder)
  const drawn = entriesOf(report)
  for (const { sign, grant } of drawn.slice(0, EDGES)) {
    const { principal } = grant
    const persona = principal.persona === undefined ? '' : ` (${principal.persona})`
    const from = nodeOf(`principal ${principal.id}`, `${namePrincipal(grant)}${persona}`, box)
    const to =
      grant.vault === undefined
        ? nodeOf(`scope ${grant.scope}`, `every vault of the ${nameScope(grant.scope)}`, cylinder)
        : nodeOf(`vault ${grant.vault}`, grant.vault, cylinder)
    const verb = { '': '', '+': 'grants: ', '-': 'takes: ' }[sign]
    const label = forMermaid(`${verb}${grant.role ?? nameMeans(grant)}: ${describeGranted(grant)}`)
    lines.push(`  ${from} ${grant.effective === true ? '-->' : '-.->'}|"${label}"| ${to}`)
  }
  if (drawn.length > EDGES) lines.push(`  left["and ${drawn.length - EDGES} more grants"]`)
  return `${lines.join('\n')}\n`
}

function cylinder(text: string): string {
  return `[(${text})]`
}

function box(text: string): string {
  return `[${text}]`
}
