import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { formatAccessPage } from '../../src/report/page.js'
import { expectGolden } from './golden.js'
import { finding, sample } from './sample.js'

test('one page with vaults, grants, changes and findings', () => {
  expectGolden('report/access.html', formatAccessPage(sample))
})

test('no text adds a tag', () => {
  const tags = (html: string): number => html.match(/</g)?.length ?? 0
  const page = (text: string): string => {
    const principal = { id: text, name: text, type: text, persona: text }
    const grants = sample.access.grants.map((grant) => ({ ...grant, principal, role: text, operations: [text] }))
    return formatAccessPage({ ...sample, findings: [finding({ message: text })], access: { ...sample.access, grants } })
  }
  const plain = tags(page('x'))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => tags(page(text)) === plain))
  expect(tags(page('<script>'))).toBe(plain)
})
