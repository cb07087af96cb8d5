import { describe, expect, test } from '@jest/globals'
import { readAliases } from '../../../src/language/bicep/configuration.js'
import { repository } from './show.js'

const builtIn = ['public', { registry: 'mcr.microsoft.com', modulePath: 'bicep' }]
const aliases = (files: Record<string, string>, file: string) => {
  const { registries, templateSpecs } = readAliases(repository(files).files, file)
  return { registries: [...registries], templateSpecs: [...templateSpecs] }
}
const configured = (registry: string): string =>
  `{ "moduleAliases": { "br": { "own": { "registry": "${registry}" } } } }`
const own = (registry: string) => ['own', { registry, modulePath: undefined }]

describe('module aliases', () => {
  test('are those of the nearest configuration alone', () => {
    const files = { 'bicepconfig.json': configured('top'), 'a/bicepconfig.json': configured('near') }
    expect(aliases(files, 'a/b/main.bicep').registries).toEqual([builtIn, own('near')])
    expect(aliases(files, 'c/main.bicep').registries).toEqual([builtIn, own('top')])
    expect(aliases(files, 'main.bicep').registries).toEqual([builtIn, own('top')])
    expect(aliases({}, 'a/main.bicep')).toEqual({ registries: [builtIn], templateSpecs: [] })
    expect(aliases({ ...files, 'a/b/bicepconfig.json': '{}' }, 'a/b/main.bicep').registries).toEqual([builtIn])
  })

  test('may have a path, comments beside them, and replace the public one', () => {
    const text = `{
      // ours
      "moduleAliases": {
        "br": { "public": { "registry": "mirror.io", "modulePath": "m/n" } },
        "ts": { "spec": { "subscription": "s", "resourceGroup": "g" }, "half": { "subscription": "s" } },
      }
    }`
    expect(aliases({ 'bicepconfig.json': text }, 'main.bicep')).toEqual({
      registries: [['public', { registry: 'mirror.io', modulePath: 'm/n' }]],
      templateSpecs: [['spec', { subscription: 's', resourceGroup: 'g' }]],
    })
  })

  test.each(['', '[]', '{ "moduleAliases": 1 }', '{ "moduleAliases": { "br": { "a": 1, "__proto__": {} } } }'])(
    'none are in %j',
    (text) => {
      expect(aliases({ 'bicepconfig.json': text }, 'main.bicep').registries).toEqual([builtIn])
    },
  )
})
