import { forTerminal, markdownCell, markdownCellCode, markdownProse, printJson } from '../report/inert.js'
import { markdownLink, markdownRow } from '../report/markdown.js'
import { choosePalette } from '../report/palette.js'
import type { ReportRule } from '../report/report.js'
import { count } from '../report/words.js'
import { wrap } from '../report/width.js'
import { nearestName } from '../source/nearest.js'
import { type Host, type Status, UsageError } from './host.js'
import type { Options } from './options.js'
import { type Look, printOutputs } from './outputs.js'
import type { ConfiguredRules } from './ruleset.js'
import { tellErrors } from './access.js'

/** `kv-review rules`: the rules in force, or what one wants, why, and how to mend it. */
export function showRules(options: Options, host: Host, rules: ConfiguredRules): Status {
  const { inForce, all } = rules
  const id = options.operands[1]
  if (id === undefined) {
    printOutputs(options, host, (format, look) => {
      if (format === 'json') return `${printJson(inForce.map(describeRule), 2)}\n`
      return format === 'markdown' ? tabulate(inForce) : list(inForce, look)
    })
  } else {
    const rule = inForce.find((it) => it.id === id) ?? all.find((it) => it.id === id)
    if (!rule) throw new UsageError(explainUnknown(id, all))
    const isOff = !inForce.includes(rule)
    printOutputs(options, host, (format, look) => {
      if (format === 'json') return `${printJson({ ...describeRule(rule), inForce: !isOff }, 2)}\n`
      return format === 'markdown' ? writePage(rule) : explain(rule, isOff, look)
    })
  }
  return tellErrors(rules, host)
}

function explainUnknown(id: string, rules: readonly ReportRule[]): string {
  const near = nearestName(
    id,
    rules.map((rule) => rule.id),
  )
  return `there is no rule \`${id}\`${near === undefined ? '; `kv-review rules` lists them' : `; did you mean \`${near}\`?`}`
}

function describeRule({ id, title, severity, category, why, fix, see, page }: ReportRule): object {
  return { id, title, severity, category, why, fix, see, page }
}

function list(rules: readonly ReportRule[], look: Look): string {
  const palette = choosePalette(look.color)
  const widest = Math.max(0, ...rules.map((rule) => rule.id.length))
  const lines = rules.map(
    (rule) =>
      `${palette.of(rule.severity)(rule.severity.padEnd(7))}  ${palette.bold(forTerminal(rule.id).padEnd(widest))}  ${forTerminal(rule.title)}`,
  )
  const total = palette.dim(`${count(rules.length, 'rule')} in force; \`kv-review rules show ID\` explains one`)
  return `${[...lines, ...(look.quiet ? [] : ['', total])].join('\n')}\n`
}

function tabulate(rules: readonly ReportRule[]): string {
  const columns = ['Rule', 'Severity', 'What must hold']
  const rows = rules.map((rule) =>
    markdownRow([markdownLink(markdownCellCode(rule.id), rule.page), rule.severity, markdownCell(rule.title)]),
  )
  return `${[markdownRow(columns), markdownRow(columns.map(() => '---')), ...rows].join('\n')}\n`
}

function explain(rule: ReportRule, isOff: boolean, look: Look): string {
  const palette = choosePalette(look.color)
  const width = Math.max(40, Math.min(look.columns ?? 100, 100))
  const paragraph = (text: string): string => wrap(forTerminal(text), width).join('\n')
  const facts = `${palette.of(rule.severity)(rule.severity)}${rule.category === undefined ? '' : `, ${rule.category}`}${isOff ? ', not in force here' : ''}`
  const parts = [
    `${palette.bold(forTerminal(rule.id))}  ${facts}`,
    paragraph(rule.title),
    paragraph(rule.why),
    rule.fix === undefined ? '' : paragraph(`Fix: ${rule.fix}`),
    [...(rule.page === undefined ? [] : [rule.page]), ...rule.see].map((address) => forTerminal(address)).join('\n'),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function writePage(rule: ReportRule): string {
  const parts = [
    `## ${markdownProse(rule.id)}`,
    `**${rule.severity}** · ${markdownProse(rule.title)}`,
    markdownProse(rule.why),
    rule.fix === undefined ? '' : `*Fix:* ${markdownProse(rule.fix)}`,
    rule.see.map((address) => `- ${markdownLink(markdownProse(address), address)}`).join('\n'),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}
