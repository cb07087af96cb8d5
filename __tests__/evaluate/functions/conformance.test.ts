import { describe, expect, test } from '@jest/globals'
import { functionTable, isRuntimeFunction } from '../../../src/evaluate/functions/table.js'
import { call, show, value } from '../sample.js'
import type { Case } from './cases/case.js'
import { collections } from './cases/collections.js'
import { lambdas } from './cases/lambdas.js'
import { scalars } from './cases/scalars.js'
import { strings } from './cases/strings.js'

const cases: readonly Case[] = [...strings, ...collections, ...scalars, ...lambdas]

describe('functions of the template language', () => {
  test.each(
    cases.map(
      ([name, args, expected, source]) =>
        [`${name}(${args.map(describeArgument).join(', ')})`, name, args, expected, source] as const,
    ),
  )('%s', (_, name, args, expected) => {
    expect(show(call(name, args))).toBe(expected)
  })
})

function describeArgument(argument: unknown): string {
  if (typeof argument === 'object' && argument !== null && 'invoke' in argument) return 'lambda'
  const shown = show(value(argument))
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown
}

/** What is worked out elsewhere, where scopes, loops and laziness are known. */
const elsewhere = new Set(
  (
    'if and or coalesce copyIndex parameters variables lambdaVariables deployment deployer environment subscription ' +
    'resourceGroup managementGroup tenant resourceId subscriptionResourceId tenantResourceId managementGroupResourceId ' +
    'extensionResourceId roleDefinitions nameof externalInput loadTextContent loadFileAsBase64 loadJsonContent ' +
    'loadYamlContent loadDirectoryFileInfo lambda readEnvironmentVariable readEnvVar readCliArg'
  ).split(' '),
)

/** The functions that the references and the Bicep namespaces list. */
const published =
  'add and any array base64 base64ToJson base64ToString bool buildUri cidrHost cidrSubnet coalesce concat contains ' +
  'copyIndex createArray createObject dataUri dataUriToString dateTimeAdd dateTimeFromEpoch dateTimeToEpoch deployer ' +
  'deployment distinct div empty endsWith environment equals extensionResourceId externalInput fail false filter first ' +
  'flatten float format getSecret greater greaterOrEquals groupBy guid if indexFromEnd indexOf int intersection items ' +
  'join json lambda lambdaVariables last lastIndexOf length less lessOrEquals like list listKeys listAccountSas ' +
  'loadDirectoryFileInfo loadFileAsBase64 loadJsonContent loadTextContent loadYamlContent managementGroup ' +
  'managementGroupResourceId map mapValues max min mod mul nameof newGuid not null objectKeys or padLeft parameters ' +
  'parseCidr parseUri pickZones providers range readCliArg readEnvironmentVariable readEnvVar reduce reference references ' +
  'replace resourceGroup resourceId roleDefinitions shallowMerge skip sort split startsWith string sub subscription ' +
  'subscriptionResourceId substring take tenant tenantResourceId toLogicalZone toLogicalZones toLower toObject ' +
  'toPhysicalZone toPhysicalZones toUpper trim true tryGet tryIndexFromEnd union uniqueString uri uriComponent ' +
  'uriComponentToString utcNow variables'

test('every published function has exactly one home', () => {
  const homes = published.split(' ').map((name) => {
    const found = [functionTable.has(name.toLowerCase()), isRuntimeFunction(name), elsewhere.has(name)]
    return [name, found.filter(Boolean).length]
  })
  expect(homes.filter(([, count]) => count !== 1)).toEqual([])
})

test('the table has no function that is not published, but `interpolate`', () => {
  const names = new Set(published.toLowerCase().split(' '))
  expect([...functionTable.keys()].filter((name) => !names.has(name))).toEqual(['interpolate'])
})

test('every function of the table has a plain case and one with an unknown', () => {
  const isOpen = (expected: string) => /(?:^|[\s[.])\?|\$\{/.test(expected)
  const missing = [...functionTable.values()].filter(({ name, max }) => {
    const results = cases.filter(([each]) => each.toLowerCase() === name.toLowerCase())
    const unknowns = results.some(([, args, expected]) => args.length === 0 || isOpen(expected) || hasUnknown(args))
    return !results.some(([, , expected]) => !isOpen(expected)) || (!unknowns && max > 0)
  })
  expect(missing.map(({ name }) => name)).toEqual(['uniqueString', 'newGuid'])
})

function hasUnknown(args: readonly unknown[]): boolean {
  return args.some(
    (each) => typeof each === 'object' && each !== null && !('invoke' in each) && /[?$]/.test(show(value(each))),
  )
}
