import { describe, expect, test } from '@jest/globals'
import { linkedPath, literalText, publishedPath } from '../../../src/language/arm/link.js'
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
    ["[format('{0}/nested/x.json{1}', parameters('_artifactsLocation'), parameters('sas'))]", 'nested/x.json'],
    ["[format('{1}/{0}.json', variables('name'), parameters('base'))]", 'y.json'],
  ])('%s', (link, expected) => {
    const variables = {
      folder: "[concat(parameters('_artifactsLocation'), '/nested/')]",
      name: 'y',
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
    "[format('{0}/x.json')]",
    "[format('{0}/{{x}}.json', parameters('base'))]",
    "[format('{0:x}/x.json', parameters('base'))]",
    "[format(variables('links'), parameters('base'))]",
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

describe('the path of a template that is published from a repository', () => {
  const raw = 'https://raw.githubusercontent.com/owner/repo'
  const variables = { base: `${raw}/main/a/b/`, name: 'x.json' }
  const publishedOf = (link: string) => {
    const { expression, program } = templateOf(link, variables)
    return publishedPath(expression, program)
  }

  test.each([
    [`${raw}/main/a/b/x.json`],
    [`${raw}/refs/heads/main/a/b/x.json`],
    ["[concat(variables('base'), 'x.json')]"],
    ["[concat(variables('base'), variables('name'), parameters('sas'))]"],
    ["[uri(variables('base'), 'x.json')]"],
    ["[uri(concat(variables('base'), 'other.json'), concat('x.json', parameters('sas')))]"],
    [`[format('${raw}/{0}/a/b/{1}{2}', 'main', variables('name'), parameters('sas'))]`],
  ])('%s', (link) => {
    expect(publishedOf(link)).toBe('a/b/x.json')
  })

  test.each([
    ['of a folder that many repositories have', `${raw}/main/nested/x.json`],
    ['at a commit', `${raw}/${'0a'.repeat(20)}/a/b/x.json`],
    ['of another host', 'https://example.com/owner/repo/main/a/b/x.json'],
    ['that goes up', `${raw}/main/a/b/../x.json`],
    ['with an empty name', `${raw}/main/a//b/x.json`],
    ['with a query', `${raw}/main/a/b/x.json?x=.json`],
    ['of what is no template', `${raw}/main/a/b/x.txt`],
    ['with more after something unknown', `[concat('${raw}/main/a/b/x.json', parameters('sas'), 'x')]`],
    ['after something unknown', "[concat(parameters('sas'), variables('base'), 'x.json')]"],
    ['below something that is not told', "[uri(parameters('sas'), 'a/b/x.json')]"],
    ['of the root of a host', "[uri(variables('base'), '/owner/repo/main/a/b/x.json')]"],
    ['of an address of its own', `[uri(variables('base'), '${raw}/main/a/b/x.json')]`],
    ['below a host without a path', "[uri('https://raw.githubusercontent.com', 'owner/repo/main/a/b/x.json')]"],
  ])('is not taken %s', (_, link) => {
    expect(publishedOf(link)).toBeUndefined()
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
