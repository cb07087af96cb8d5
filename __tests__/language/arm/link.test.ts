import { describe, expect, test } from '@jest/globals'
import { linkedPath, literalText } from '../../../src/language/arm/link.js'
import { programOf } from './show.js'

const own = 'deployment().properties.templateLink.uri'

/** A template whose variable `link` is the expression. */
function templateOf(link: string, variables: object = {}, file = 'a/main.json') {
  const { program } = programOf(
    {
      parameters: {
        _artifactsLocation: { type: 'string' },
        base: { type: 'string', defaultValue: `[${own}]` },
        other: { type: 'string', defaultValue: 'https://example.com/' },
        sas: { type: 'string' },
      },
      variables: { ...variables, link },
    },
    file,
  )
  const expression = program.variables.get('link')?.value
  if (!expression) throw new Error('the test gives no link')
  return { expression, program }
}

function pathOf(link: string, variables: object = {}, file = 'a/main.json') {
  const { expression, program } = templateOf(link, variables, file)
  return linkedPath(expression, program, file)
}

describe('the path of a linked template', () => {
  test.each([
    [`[uri(${own}, 'x.json')]`, 'x.json'],
    [`[uri(${own}, './nested/x.JSON')]`, './nested/x.JSON'],
    [`[uri(${own}, concat('nested/', 'x.json', parameters('sas')))]`, 'nested/x.json'],
    ["[uri(parameters('_artifactsLocation'), 'x.json')]", 'x.json'],
    ["[concat(parameters('_ArtifactsLocation'), '/x.json', parameters('sas'))]", 'x.json'],
    ["[uri(parameters('base'), 'x.json')]", 'x.json'],
    ["[uri(concat(parameters('base'), '/nested/y'), 'x.json')]", 'nested/x.json'],
    ["[concat(variables('folder'), 'x.json')]", 'nested/x.json'],
    ["[variables('links').x]", 'y.json'],
  ])('%s', (link, expected) => {
    const variables = {
      folder: "[concat(parameters('_artifactsLocation'), '/nested/')]",
      links: { X: `[uri(${own}, 'y.json')]` },
    }
    expect(pathOf(link, variables)).toBe(expected)
  })

  test('steps out of a folder that it names itself, where the caller hands the place down', () => {
    const file = 'a/nested/main.json'
    expect(pathOf("[uri(parameters('_artifactsLocation'), 'nested/x.json')]", {}, file)).toBe('../nested/x.json')
    expect(pathOf("[uri(parameters('_artifactsLocation'), 'x.json')]", {}, file)).toBe('x.json')
    expect(pathOf(`[uri(${own}, 'nested/x.json')]`, {}, file)).toBe('nested/x.json')
  })

  test.each([
    'x.json',
    'https://example.com/x.json',
    "[concat(parameters('other'), 'x.json')]",
    "[uri(parameters('other'), 'x.json')]",
    `[concat(${own}, parameters('sas'), 'x.json')]`,
    `[uri(${own}, concat(parameters('sas'), '.json'))]`,
    `[uri(${own}, concat('x', parameters('sas'), '.json'))]`,
    `[uri(${own}, 'x.txt')]`,
    `[uri(${own}, 'https://example.com/x.json')]`,
    `[uri(${own}, if(f(), 'x.json', 'y.json'))]`,
    "[uri(deployment().name, 'x.json')]",
    "[variables('none')]",
    "[variables('link')]",
    "[variables('links').none]",
    "[uri(parameters('base'))]",
    "[ns.uri(parameters('base'), 'x.json')]",
  ])('is not told by %s', (link) => {
    expect(pathOf(link, { links: {} })).toBeUndefined()
  })

  test('is not looked for without end', () => {
    const variables: Record<string, string> = { v0: 'x' }
    for (let level = 1; level < 40; level++) {
      variables[`v${level}`] = `[concat(variables('v${level - 1}'), variables('v${level - 1}'))]`
    }
    expect(pathOf(`[uri(${own}, variables('v39'))]`, variables)).toBeUndefined()
  })
})

describe('the text of an expression', () => {
  test.each([
    ['x', 'x'],
    ["[concat('a', variables('b'))]", 'ab'],
    ["[concat('a', parameters('sas'))]", undefined],
    ['[f()]', undefined],
  ])('%s is %s', (link, expected) => {
    const { expression, program } = templateOf(link, { b: 'b' })
    expect(literalText(expression, program)).toBe(expected)
  })
})
