import type { Deployment } from '../evaluate/resource.js'
import type { Problem } from '../source/problem.js'

const maxReference = 200

/** A note at each call of a module that stands elsewhere and was not read: what it deploys is unknown. */
export function tellOpaqueCalls(deployments: readonly Deployment[]): readonly Problem[] {
  return deployments.flatMap(({ opaque }) =>
    opaque.flatMap(({ span, unknown: { cause } }): readonly Problem[] => {
      if (cause.kind !== 'external-module') return []
      const { reference, why } = cause
      const name = reference.length > maxReference ? `${reference.slice(0, maxReference - 1)}…` : reference
      const since = why === undefined ? '' : `, since ${why}`
      const message = `Module \`${name}\` was not read${since}; what it deploys is unknown.`
      return [{ code: 'module-missing', severity: 'note', message, span }]
    }),
  )
}
