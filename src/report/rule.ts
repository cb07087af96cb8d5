import type { Value } from '../evaluate/value.js'
import type { Severity } from '../rules/finding.js'
import type { Rule } from '../rules/rule.js'
import type { ReportRule } from './report.js'

/**
 * A rule as outputs explain it: with the parameters in force, and with names in angle brackets where a finding would name
 * the vault or the principal. `page` gives the address of its page, where one is published.
 */
export function describeRule(
  rule: Rule,
  severity: Severity,
  parameters: ReadonlyMap<string, Value> = rule.defaults,
  page?: (id: string) => string,
): ReportRule {
  const { id, title, category, why, fix, see = [] } = rule.file
  const advice = typeof fix === 'string' ? fix : fix?.say
  return {
    id,
    title,
    severity,
    category,
    why: why.trim(),
    see,
    ...(advice === undefined ? {} : { fix: fillIn(advice, parameters) }),
    ...(page ? { page: page(id) } : {}),
  }
}

function fillIn(template: string, parameters: ReadonlyMap<string, Value>): string {
  return template.replace(/\{([A-Za-z][\w.]*)\}/g, (_, path: string) => {
    const value = path.startsWith('parameters.')
      ? parameters.get(path.slice('parameters.'.length).toLowerCase())
      : undefined
    return value?.kind === 'literal' ? String(value.value) : `<${path}>`
  })
}
