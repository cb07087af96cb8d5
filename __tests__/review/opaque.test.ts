import { expect, test } from '@jest/globals'
import type { Deployment } from '../../src/evaluate/resource.js'
import { type Cause, originAt, unknown } from '../../src/evaluate/value.js'
import { tellOpaqueCalls } from '../../src/review/opaque.js'

const span = { file: 'main.bicep', start: 9, end: 30 }

function tell(cause: Cause): readonly unknown[] {
  const opaque = [{ reference: 'x', span, unknown: unknown(cause, 'u', originAt(span)) }]
  return tellOpaqueCalls([{ opaque } as unknown as Deployment])
}

test.each<[string | undefined, string]>([
  [undefined, 'Module `br:host/a:1` was not read; what it deploys is unknown.'],
  ['`host` answered 500', 'Module `br:host/a:1` was not read, since `host` answered 500; what it deploys is unknown.'],
])('a module that was not read is told at its call (%s)', (why, message) => {
  const cause = {
    kind: 'external-module',
    reference: 'br:host/a:1',
    span,
    ...(why === undefined ? {} : { why }),
  } as const
  expect(tell(cause)).toEqual([{ code: 'module-missing', severity: 'note', message, span }])
})

test('a long reference is cut', () => {
  const [problem] = tell({ kind: 'external-module', reference: `br:${'a'.repeat(300)}`, span })
  expect(problem).toMatchObject({ message: expect.stringMatching(/^Module `br:a{196}…` was/) as unknown })
})

test('what else could not be followed is told elsewhere', () => {
  expect(tell({ kind: 'missing-file', path: 'a.bicep' })).toEqual([])
})
