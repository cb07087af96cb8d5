import { describe, expect, test } from '@jest/globals'
import { programOf, show } from './show.js'

function nested(data: unknown) {
  const { program, text } = programOf({
    variables: { data, copy: [{ name: 'made', count: 1, input: 1 }] },
    resources: ['data', 'DATA', 'none', 'made'].map((name) => ({
      type: 'Microsoft.Resources/deployments',
      name,
      properties: { template: `[variables('${name}')]` },
    })),
  })
  return { sources: program.modules.map(({ source }) => source), text }
}

describe('a template that a variable holds', () => {
  const data = { parameters: { p: { type: 'int' } }, outputs: { o: { type: 'int', value: "[[parameters('p')]" } } }

  test('is read with the expressions that Azure makes of its text, at their places', () => {
    const { sources, text } = nested(data)
    const [first] = sources
    const program = first?.kind === 'inline' ? first.program() : undefined
    const value = program?.outputs.get('o')?.value
    expect(first).toMatchObject({ kind: 'inline', evaluation: 'inner' })
    expect(show(value)).toBe('parameter p')
    const forced = value?.kind === 'deferred' ? value.force() : undefined
    expect(text.slice(forced?.span.start, forced?.span.end)).toBe("parameters('p')")
  })

  test('is one program, however often it is deployed', () => {
    const [first, second] = nested(data).sources
    expect(first?.kind === 'inline' && first.program()).toBe(second?.kind === 'inline' && second.program())
  })

  test.each([[{ outputs: { o: { value: '[f()]' } } }], [{ '[f()]': 1 }], [[{ a: ['[f()]'] }]], ['x']])(
    'is unknown where it is %j',
    (other) => {
      expect(nested(other).sources.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
    },
  )

  test('is unknown where the variable is none, or a loop', () => {
    expect(nested(data).sources.map(({ kind }) => kind)).toEqual(['inline', 'inline', 'unknown', 'unknown'])
  })

  test('keeps keys that Azure unescapes', () => {
    const [first] = nested({ variables: { '[[x]': '[[y' } }).sources
    const program = first?.kind === 'inline' ? first.program() : undefined
    expect([...(program?.variables.values() ?? [])].map(({ name, value }) => [name, show(value)])).toEqual([
      ['[x]', '"[[y"'],
    ])
  })
})
