import { arrayFunctions } from './array.js'
import type { TemplateFunction } from './call.js'
import { cidrFunctions } from './cidr.js'
import { collectionFunctions } from './collection.js'
import { comparisonFunctions } from './comparison.js'
import { dateFunctions } from './date.js'
import { encodeFunctions } from './encode.js'
import { failFunctions } from './fail.js'
import { formatFunctions } from './format.js'
import { lambdaFunctions } from './lambda.js'
import { numberFunctions } from './number.js'
import { objectFunctions } from './object.js'
import { stringifyFunctions } from './stringify.js'
import { textFunctions } from './text.js'
import { uriFunctions } from './uri.js'

export type { Argument, FunctionCall, LambdaArgument, TemplateFunction } from './call.js'

/** Every function whose result follows from its arguments (and the clock) alone, keyed by lower-case name. */
export const functionTable: ReadonlyMap<string, TemplateFunction> = new Map(
  [
    arrayFunctions,
    cidrFunctions,
    collectionFunctions,
    comparisonFunctions,
    dateFunctions,
    encodeFunctions,
    failFunctions,
    formatFunctions,
    lambdaFunctions,
    numberFunctions,
    objectFunctions,
    stringifyFunctions,
    textFunctions,
    uriFunctions,
  ]
    .flat()
    .map((each) => [each.name.toLowerCase(), each]),
)

/** Functions that only Azure can answer, while it deploys; all that begin with `list` belong to them too. */
const runtimeFunctions: ReadonlySet<string> = new Set([
  'getsecret',
  'pickzones',
  'providers',
  'reference',
  'references',
  'tologicalzone',
  'tologicalzones',
  'tophysicalzone',
  'tophysicalzones',
])

/** Whether only Azure can answer the function, while it deploys (`listKeys`, `reference`, `pickZones`, …). */
export function isRuntimeFunction(name: string): boolean {
  const folded = name.toLowerCase()
  return folded.startsWith('list') || runtimeFunctions.has(folded)
}
