import { describe, expect, test } from '@jest/globals'
import { lowerTemplate } from '../../src/language/arm/template.js'
import { lowerBicep } from '../../src/language/bicep/program.js'
import { findTwins, readOutline } from '../../src/review/twins.js'
import { parseJson } from '../../src/source/json.js'
import { SourceText } from '../../src/source/text.js'

const nothing = { load: () => undefined, files: { read: () => ({ kind: 'absent' }) as const } }

function compiled(file: string, rest: object = {}, generator = 'bicep') {
  const text = JSON.stringify({ metadata: { _generator: { name: generator } }, resources: [], ...rest })
  const source = new SourceText(file, text)
  const { root } = parseJson(source)
  if (!root) throw new Error('no tree')
  return lowerTemplate(source, root)
}

const bicep = (file: string, text = '') => lowerBicep(new SourceText(file, text), nothing)
const kept = (programs: Parameters<typeof findTwins>[0]) => findTwins(programs).programs.map(({ file }) => file)

describe('a compiled template gives way to its source', () => {
  test('of the same name in the same folder', () => {
    expect(kept([compiled('a/x.json'), bicep('a/x.bicep')])).toEqual(['a/x.bicep'])
  })

  test('called main.bicep where it is called azuredeploy.json', () => {
    expect(kept([compiled('a/azuredeploy.json'), bicep('a/main.bicep')])).toEqual(['a/main.bicep'])
    expect(kept([compiled('azuredeploy.json'), bicep('main.bicep')])).toEqual(['main.bicep'])
    const prereq = [compiled('a/prereq.azuredeploy.json'), bicep('a/prereq.main.bicep'), bicep('a/main.bicep')]
    expect(kept(prereq)).toEqual(['a/prereq.main.bicep', 'a/main.bicep'])
  })

  test('which tells the templates compiled of it', () => {
    const programs = [compiled('x.json'), bicep('x.bicep'), compiled('azuredeploy.json'), bicep('main.bicep')]
    const outline = readOutline(
      'main.json',
      JSON.stringify({ metadata: { _generator: { name: 'bicep' } }, resources: [] }),
    )
    if (!outline) throw new Error('no outline')
    expect(findTwins(programs, [outline]).twinsOf).toEqual(
      new Map([
        ['main.bicep', ['main.json', 'azuredeploy.json']],
        ['x.bicep', ['x.json']],
      ]),
    )
  })
})

describe('a template stays', () => {
  test('without its source', () => {
    expect(kept([compiled('a/x.json'), bicep('b/x.bicep')])).toEqual(['a/x.json', 'b/x.bicep'])
    const other = [compiled('myazuredeploy.json'), compiled('p.azuredeploy.json'), bicep('main.bicep')]
    expect(kept(other)).toEqual(['myazuredeploy.json', 'p.azuredeploy.json', 'main.bicep'])
  })

  test('written by hand, whatever stands beside it', () => {
    expect(kept([compiled('x.json', {}, 'somebody'), bicep('x.bicep')])).toEqual(['x.json', 'x.bicep'])
  })
})

describe('a stale twin is a note', () => {
  const messageOf = (text: string, rest: object = {}) =>
    findTwins([compiled('x.json', rest), bicep('x.bicep', text)]).problems.map(({ message, severity, file }) => [
      severity,
      file,
      message,
    ])

  test('where a parameter, an output or a resource was added', () => {
    const tail = ' The source is judged; compile it again.'
    expect(messageOf('param a string')).toEqual([
      ['note', 'x.json', `Compiled from an older \`x.bicep\`: it lacks the parameter \`a\`.${tail}`],
    ])
    expect(messageOf("output o string = 'x'")).toEqual([
      ['note', 'x.json', `Compiled from an older \`x.bicep\`: it lacks the output \`o\`.${tail}`],
    ])
    expect(messageOf("resource s 'A.B/c@2020-01-01' = { name: 'n' }")).toEqual([
      ['note', 'x.json', `Compiled from an older \`x.bicep\`: it lacks a resource of type \`a.b/c\`.${tail}`],
    ])
  })

  test('where one was taken away', () => {
    expect(messageOf('', { parameters: { a: { type: 'string' } } })).toEqual([
      [
        'note',
        'x.json',
        'Compiled from an older `x.bicep`: the source has no parameter `a`. The source is judged; compile it again.',
      ],
    ])
  })

  test('and not where they agree', () => {
    expect(messageOf('param a string', { parameters: { a: { type: 'string' } } })).toEqual([])
  })
})

describe('the outline of a compiled template', () => {
  const generated = (more: object, generator = 'bicep') =>
    JSON.stringify({ metadata: { _generator: { name: generator } }, resources: [], ...more })

  test('holds its names and types', () => {
    const text = generated({
      parameters: { Name: { type: 'string' } },
      outputs: { Id: { type: 'string' } },
      resources: {
        kv: { type: 'Microsoft.KeyVault/vaults' },
        old: { type: 'A.B/c', existing: true },
        module: { type: 'Microsoft.Resources/deployments' },
      },
    })
    expect(readOutline('x.json', text)).toEqual({
      file: 'x.json',
      parameters: new Map([['name', { name: 'Name' }]]),
      outputs: new Map([['id', { name: 'Id' }]]),
      types: new Set(['microsoft.keyvault/vaults']),
    })
  })

  test('is that of the program', () => {
    const more = { parameters: { a: { type: 'string' } }, resources: [{ type: 'A.B/c', name: 'x' }] }
    const outline = readOutline('x.json', generated(more))
    expect(findTwins([bicep('x.bicep')], outline ? [outline] : []).problems).toEqual(
      findTwins([compiled('x.json', more), bicep('x.bicep')]).problems,
    )
  })

  test.each([
    ['another generator', generated({}, 'somebody')],
    ['no generator', '{"resources":[]}'],
    ['a comment', `// hello\n${generated({})}`],
    ['a resource without a type', generated({ resources: [{}] })],
    ['something else', '"_generator"'],
    ['null', 'null // "_generator"'],
  ])('is not read of a text with %s', (_, text) => {
    expect(readOutline('x.json', text)).toBeUndefined()
  })
})
