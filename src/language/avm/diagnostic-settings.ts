import type { Expression, ResourceDeclaration } from '../program.js'
import { carried, type Making, resource } from './parts.js'

/** The settings that `diagnosticSettings` asks for on the vault: all logs and metrics where it names none. */
export function diagnosticSettings(making: Making): ResourceDeclaration {
  const { make, facts } = making
  const one = make.local('setting')
  const logs = make.get(one, 'logCategoriesAndGroups')
  const metrics = make.get(one, 'metricCategories')
  return resource(make, 'keyVault_diagnosticSettings', {
    type: 'Microsoft.Insights/diagnosticSettings',
    apiVersion: facts.apiVersion('diagnosticSetting'),
    name: make.or(make.get(one, 'name'), make.text(make.parameter('name'), '-diagnosticSettings')),
    scope: 'keyVault',
    loop: make.loop('setting', make.parameter('diagnosticSettings')),
    body: {
      properties: make.object({
        ...carried(making, 'diagnosticSetting', one),
        metrics: categories(making, metrics, logs, { category: make.literal('AllMetrics') }),
        logs: categories(making, logs, metrics, { categoryGroup: make.literal('allLogs') }),
      }),
    },
  })
}

/** What is written, else everything: in later versions only where of the other kind nothing is written either. */
function categories(
  { make, facts }: Making,
  written: Expression,
  others: Expression,
  everything: Readonly<Record<string, Expression>>,
): Expression {
  const all = make.list(make.object({ ...everything, enabled: make.literal(true) }))
  const alone = facts.has('logs and metrics by themselves')
  const chosen = make.or(written, alone ? make.when(make.call('empty', others), all, make.list()) : all)
  if (!facts.has('log categories without `enabled` are on')) return chosen
  const one = make.local('category')
  return make.each(
    'category',
    chosen,
    make.object({
      category: make.get(one, 'category'),
      categoryGroup: make.get(one, 'categoryGroup'),
      enabled: make.or(make.get(one, 'enabled'), make.literal(true)),
    }),
  )
}
