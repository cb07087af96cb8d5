import type { Condition, Leaf } from './condition.js'

/**
 * The same condition, which holds of a resource only where something of that resource decides.
 *
 * A definition without a condition on the type, whose aliases all belong to another one, says nothing of it: that they are
 * absent is no finding.
 */
export function concerning(condition: Condition): Condition {
  return {
    test: (scope) => {
      const truth = condition.test(scope)
      if (truth !== true) return truth
      const leaves: Leaf[] = []
      condition.explain(scope, true, leaves)
      const type = scope.subject.resource?.typeKey
      return leaves.length === 0 || type === undefined || leaves.some(({ field }) => !isOfAnother(field, type))
    },
    explain: condition.explain,
  }
}

/** Whether a field is an alias of another type. */
function isOfAnother(field: string | undefined, type: string): boolean {
  if (field === undefined) return false
  const [name = ''] = field.split('[')
  const slash = name.lastIndexOf('/')
  return slash >= 0 && name.slice(0, slash).toLowerCase() !== type
}
