import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readCompiledText } from '../../src/review/compiled-text.js'
import { readOutline } from '../../src/review/twins.js'

const $schema = 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#'

/** As the compiler lays it out. */
function compiled(parts: object, generator: object = { name: 'bicep', version: '0.43.8.12551' }): string {
  return JSON.stringify(
    { $schema, contentVersion: '1.0.0.0', metadata: { _generator: generator }, ...parts },
    undefined,
    2,
  )
}

const nested = {
  type: 'Microsoft.Resources/deployments',
  properties: { template: { parameters: { inner: {} }, resources: [{ type: 'X.Y/z' }], outputs: { deep: {} } } },
}

describe('the outline of a compiled text', () => {
  test('is what stands at its top', () => {
    const text = compiled({
      parameters: { one: { type: 'object', properties: { type: {} } }, two: { type: 'string' } },
      variables: { parameters: { three: 1 } },
      resources: { old: { existing: true, type: 'A.B/c', name: 'o' }, kv: { type: 'A.B/d', existing: false }, nested },
      outputs: { id: { type: 'string', value: 'x' } },
    })
    expect(readCompiledText(text)).toEqual({
      parameters: ['one', 'two'],
      outputs: ['id'],
      resources: [
        { type: 'A.B/c', existing: true },
        { type: 'A.B/d', existing: false },
        { type: 'Microsoft.Resources/deployments', existing: false },
      ],
    })
  })

  test('may have sections that are empty or not there', () => {
    expect(readCompiledText(compiled({ parameters: {}, resources: [] }))).toEqual({
      parameters: [],
      outputs: [],
      resources: [],
    })
  })

  test.each([
    ['another layout', JSON.stringify(JSON.parse(compiled({ resources: [] })))],
    ['other line breaks', compiled({ resources: [] }).replaceAll('\n', '\r\n')],
    ['another generator', compiled({ resources: [] }, { name: 'somebody' })],
    [
      'a generator within a resource only',
      compiled({ resources: [{ metadata: { _generator: { name: 'bicep' } } }] }, {}),
    ],
    ['no resources', compiled({})],
    ['resources that are none', compiled({ resources: 'x' })],
    ['nothing', ''],
  ])('is not told for %s', (_, text) => {
    expect(readCompiledText(text)).toBeUndefined()
  })

  test('is that of the data, whatever names and types there are', () => {
    const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/)
    const section = fc.dictionary(name, fc.constant({ type: 'string', metadata: { description: '\n    "x": {' } }), {
      maxKeys: 4,
    })
    const resource = fc.record(
      {
        existing: fc.boolean(),
        type: fc.stringMatching(/^[A-Z]\.[A-Z]\/[a-z]{1,3}$/),
        name: name,
        inner: fc.constant(nested),
      },
      { requiredKeys: ['type'] },
    )
    const resources = fc.oneof(fc.array(resource, { maxLength: 4 }), fc.dictionary(name, resource, { maxKeys: 4 }))
    fc.assert(
      fc.property(fc.record({ parameters: section, outputs: section, resources }), (parts) => {
        const text = compiled(parts)
        expect(readCompiledText(text)).toBeDefined()
        // A blank before it makes it data like any other.
        expect(readOutline('x.json', text)).toEqual(readOutline('x.json', ` ${text}`))
      }),
    )
  })
})
