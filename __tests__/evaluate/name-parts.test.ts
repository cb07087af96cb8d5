import { describe, expect, test } from '@jest/globals'
import { deployBicep, deployTemplate, template } from './deployment.js'
import { show } from './sample.js'

const parameters = { a: { type: 'string' }, b: { type: 'string' }, open: { type: 'bool' } }
const [a, b] = ['${parameter main.json#a}', '${parameter main.json#b}']

function output(value: string): string {
  const sample = deployTemplate(template({ parameters, outputs: { x: { type: 'string', value: `[${value}]` } } }))
  return show(sample.output('x'))
}

/** `split(name, '/')[0], split(name, '/')[1], …` */
function parts(name: string, count: number): string {
  return Array.from({ length: count }, (_, at) => `split(${name}, '/')[${at}]`).join(', ')
}

describe('a name that is taken apart', () => {
  const name = "format('{0}/{1}', parameters('a'), parameters('b'))"

  test.each([
    [`tenantResourceId('A.B/c/d', ${parts(name, 2)})`, `/providers/A.B/c/${a}/d/${b}`],
    [`tenantResourceId('A.B/c/d/e', ${parts(name, 2)}, 'x')`, `/providers/A.B/c/${a}/d/${b}/e/x`],
    [`format('{0}/{1}/{2}', ${parts(name, 2)}, 'x')`, `${a}/${b}/x`],
    [`format('{2}/{0}/{1}', ${parts(name, 2)}, 'x')`, `x/${a}/${b}`],
    [`tenantResourceId('A.B/c/d', ${parts("'x/y'", 2)})`, '/providers/A.B/c/x/d/y'],
  ])('%s', (expression, expected) => {
    expect(output(expression).replaceAll(/[`"]/g, '')).toBe(expected)
  })

  test('of Bicep', () => {
    const sample = deployBicep(
      `param a string
       param b string
       output x string = '\${split('\${a}/\${b}', '/')[0]}/\${split('\${a}/\${b}', '/')[1]}/x'
       output y string = '\${split(a, '/')[0]}/x'`,
    )
    expect(show(sample.output('x'))).toBe('`${parameter main.bicep#a}/${parameter main.bicep#b}/x`')
    expect(show(sample.output('y'))).toContain('split(')
  })

  test.each([
    ['is not known to have as many parts', `tenantResourceId('A.B/c/d', ${parts("parameters('a')", 2)})`],
    ['has more', `tenantResourceId('A.B/c/d', ${parts("format('{0}/{1}/x', parameters('a'), parameters('b'))", 2)})`],
    [
      'is two names',
      `tenantResourceId('A.B/c/d', split(${name}, '/')[0], split(format('{0}/{1}', parameters('b'), parameters('a')), '/')[1])`,
    ],
    ['is taken in another order', `tenantResourceId('A.B/c/d', split(${name}, '/')[1], split(${name}, '/')[0])`],
    ['is taken apart elsewhere', `tenantResourceId('A.B/c/d', split(${name}, '-')[0], split(${name}, '-')[1])`],
  ])('is left alone where it %s', (_, expression) => {
    expect(output(expression)).toContain('split(')
  })
})
