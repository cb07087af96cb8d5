import { forTerminal, markdownCell, markdownCellCode, printJson } from './inert.js'
import { locate, placeOf } from './lines.js'
import { markdownRow } from './markdown.js'
import { describeOperations } from './operations.js'
import { choosePalette, type Palette } from './palette.js'
import type { Report, ReportGrant, ReportVault } from './report.js'
import { count } from './words.js'

/** What to do with one principal's access policies on one vault. */
export interface Move {
  readonly vault: ReportVault | undefined
  readonly vaultId: string | undefined
  /** The policies' grants; the first gives principal and place. */
  readonly grants: readonly [ReportGrant, ...ReportGrant[]]
  /** Words that the policies grant. */
  readonly holds: readonly string[]
  /** Roles that the files assign to the principal on this vault already. */
  readonly assigned: readonly string[]
  readonly assign: readonly { readonly id: string; readonly name: string }[]
  readonly adds: readonly string[]
  readonly addsManagement: readonly string[]
  readonly loses: readonly string[]
  /** Whether the policies may grant more than could be told. */
  readonly open: boolean
}

const NO_POLICIES = 'No access policies were found; there is nothing to migrate.'

/** The moves for a terminal, by vault. */
export function formatMigrationText(moves: readonly Move[], report: Report, color: boolean): string {
  if (moves.length === 0) return `${NO_POLICIES}\n`
  const palette = choosePalette(color)
  const blocks: string[] = []
  let previous: string | undefined
  for (const move of moves) {
    const head = move.vaultId === previous ? [] : [headOf(move, report, palette)]
    previous = move.vaultId
    blocks.push([...head, ...drawMove(move, report, palette)].join('\n'))
  }
  const losing = moves.filter((move) => move.loses.length > 0).length
  const total = `${count(moves.length, 'principal')} to migrate${losing === 0 ? '' : `, ${losing} would lose something`}; assign the roles first, then turn on Azure RBAC`
  return `${[...blocks, total].join('\n\n')}\n`
}

function headOf(move: Move, report: Report, palette: Palette): string {
  const place = move.vault && placeOf({ span: move.vault.span }, report.sources)
  const name = forTerminal(move.vault?.name ?? move.vaultId ?? 'a vault outside this run')
  return `${palette.bold(name)}${place === undefined ? '' : palette.dim(`  ${forTerminal(place)}`)}`
}

function drawMove(move: Move, report: Report, palette: Palette): string[] {
  const [first] = move.grants
  const { principal } = first
  const place = placeOf({ span: first.span }, report.sources) ?? ''
  const roles = move.assign.map((role) => `${role.name} (${role.id})`)
  const none =
    move.assigned.length > 0 ? 'nothing: the roles assigned already are enough' : 'nothing: no built-in role fits'
  return [
    `  ${forTerminal(principal.name ?? principal.id)}${palette.dim(`  ${forTerminal(place)}`)}`,
    `    holds    ${describeOperations(move.holds)}${move.open ? '; perhaps more, which cannot be told' : ''}`,
    ...(move.assigned.length === 0 ? [] : [`    has      ${forTerminal(move.assigned.join(', '))}`]),
    `    assign   ${roles.length === 0 ? none : palette.bold(roles.join(', '))}`,
    `    adds     ${describeAdded(move)}`,
    `    loses    ${move.loses.length === 0 ? 'nothing' : palette.of('warning')(describeOperations(move.loses))}`,
  ]
}

function describeAdded({ adds, addsManagement }: Move): string {
  const parts = [...(adds.length === 0 ? [] : [describeOperations(adds)]), ...addsManagement]
  return parts.length === 0 ? 'nothing' : parts.join('; ')
}

/** The moves as a Markdown table. */
export function formatMigrationMarkdown(moves: readonly Move[]): string {
  if (moves.length === 0) return `${NO_POLICIES}\n`
  const columns = ['Vault', 'Principal', 'Holds', 'Assign', 'Adds', 'Loses']
  const rows = moves.map((move) => {
    const { principal } = move.grants[0]
    return markdownRow([
      markdownCellCode(move.vault?.name ?? move.vaultId ?? '?'),
      principal.name === undefined ? markdownCellCode(principal.id) : markdownCell(principal.name),
      markdownCell(`${describeOperations(move.holds)}${move.open ? '; perhaps more' : ''}`),
      move.assign.map((role) => `${markdownCell(role.name)} (${markdownCellCode(role.id)})`).join(', ') || 'nothing',
      markdownCell(describeAdded(move)),
      move.loses.length === 0 ? 'nothing' : `**${markdownCell(describeOperations(move.loses))}**`,
    ])
  })
  return `${[markdownRow(columns), markdownRow(columns.map(() => '---')), ...rows].join('\n')}\n`
}

/** The moves as JSON (`keyvault-access-review/migration/v1`). */
export function formatMigrationJson(moves: readonly Move[], report: Report): string {
  const data = {
    schema: 'keyvault-access-review/migration/v1',
    tool: { name: report.tool.name, version: report.tool.version },
    moves: moves.map((move) => {
      const [{ principal, span }] = move.grants
      const { id, name, type, persona } = principal
      return {
        vault: move.vaultId,
        principal: { id, name, type, persona },
        holds: move.holds,
        complete: !move.open,
        assigned: move.assigned,
        assign: move.assign.map((role) => ({ id: role.id, name: role.name })),
        adds: move.adds,
        addsManagement: move.addsManagement,
        loses: move.loses,
        location: locate(span, report.sources),
      }
    }),
  }
  return `${printJson(data, 2)}\n`
}
