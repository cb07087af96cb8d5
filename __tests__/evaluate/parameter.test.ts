import { describe, expect, test } from '@jest/globals'
import type { Value } from '../../src/evaluate/value.js'
import { deployBicep, deploySources, deployTemplate, type Sample, template } from './deployment.js'
import { show } from './sample.js'

/** Where a value is written, where it is passed on, and why it is this one. */
function story(sample: Sample, { origin }: Value): object {
  return {
    span: sample.written(origin.span),
    uses: origin.uses.map((use) => sample.written(use)),
    because: origin.because.map(({ kind, text, span }) => `${kind}: ${text} @ ${sample.written(span)}`),
  }
}

describe('where values come from', () => {
  test('a default, passed through a variable and a parameter', () => {
    const sample = deployBicep(`
      param acls object = { defaultAction: 'Allow' }
      var used = acls
      output x string = used.defaultAction`)
    expect(story(sample, sample.output('x'))).toEqual({
      span: "'Allow'",
      uses: ['acls', 'used.defaultAction'],
      because: ["default: parameter `acls` is not given (its default) @ { defaultAction: 'Allow' }"],
    })
  })

  test('a condition that can be told says why its branch was taken', () => {
    const sample = deployBicep(`
      param open bool = true
      output x string = open ? 'Allow' : 'Deny'`)
    expect(story(sample, sample.output('x'))).toEqual({
      span: "'Allow'",
      uses: [],
      because: ['default: parameter `open` is true (its default) @ true'],
    })
  })

  test('what a function makes stands at its call, for the reasons of its arguments', () => {
    const sample = deployBicep(`
      param name string = 'a'
      output x string = toUpper(name)`)
    expect(show(sample.output('x'))).toBe('"A"')
    expect(story(sample, sample.output('x'))).toEqual({
      span: 'toUpper(name)',
      uses: [],
      because: ["default: parameter `name` is 'a' (its default) @ 'a'"],
    })
  })

  test('an argument of a module, and a default within it', () => {
    const sample = deploySources({
      'main.bicep': `
        module vault 'vault.bicep' = { name: 'v', params: { open: true } }
        output given bool = vault.outputs.open
        output own string = vault.outputs.action`,
      'vault.bicep': `
        param open bool
        param action string = open ? 'Allow' : 'Deny'
        output open bool = open
        output action string = action`,
    })
    expect(story(sample, sample.output('given'))).toEqual({
      span: 'true',
      uses: ['open', 'open', 'vault.outputs.open'],
      because: ['argument: parameter `open` is true (argument of module `vault`) @ open'],
    })
    expect(story(sample, sample.output('own'))).toMatchObject({
      span: "'Allow'",
      because: [
        'argument: parameter `open` is true (argument of module `vault`) @ open',
        "default: parameter `action` is 'Allow' (its default) @ open ? 'Allow' : 'Deny'",
      ],
    })
  })

  test('a parameter file', () => {
    const sample = deploySources(
      {
        'main.json': template({
          parameters: { open: { type: 'bool' } },
          outputs: { x: { type: 'string', value: "[if(parameters('open'), 'Allow', 'Deny')]" } },
        }),
        'prod.parameters.json': { parameters: { open: { value: true } } },
      },
      { parameters: { 'main.json': ['prod.parameters.json'] } },
    )
    expect(story(sample, sample.output('x'))).toEqual({
      span: "'Allow'",
      uses: [],
      because: ['parameter-file: parameter `open` is true (in `prod.parameters.json`) @ "open"'],
    })
  })

  test('long values are shortened', () => {
    const sample = deployBicep(`param name string = '${'x'.repeat(100)}'\noutput x string = name`)
    expect(sample.output('x').origin.because.map(({ text }) => text)).toEqual([
      `parameter \`name\` is '${'x'.repeat(59)}…' (its default)`,
    ])
  })
})

describe('what a parameter is', () => {
  const of = (declaration: object) =>
    deployTemplate(
      template({
        languageVersion: '2.0',
        resources: {},
        parameters: { p: declaration },
        outputs: { x: { type: 'string', value: "[parameters('p')]" } },
      }),
    ).output('x')

  test.each([
    [{ type: 'string', nullable: true }, 'null'],
    [{ type: 'string', nullable: true, defaultValue: 'd' }, '"d"'],
    [{ type: 'string' }, '?parameter main.json#p string'],
    [{ type: 'securestring' }, 'secret ?parameter main.json#p string'],
    [{ type: 'securestring', defaultValue: 'd' }, 'secret "d"'],
    [{ type: 'secureObject', defaultValue: { a: 'd', b: ['e'] } }, '{a: secret "d", b: [secret "e"]}'],
  ])('%j', (declaration, expected) => {
    expect(show(of(declaration))).toBe(expected)
  })

  test('a secret default is never told', () => {
    const { origin } = of({ type: 'securestring', defaultValue: 'hunter2' })
    expect(origin.because.map(({ text }) => text)).toEqual(['parameter `p` is not given (its default)'])
  })

  test('the few values that it may be are told', () => {
    const candidates = (value: Value) => value.kind === 'unknown' && value.candidates?.map(show)
    expect(candidates(of({ type: 'bool' }))).toEqual(['true', 'false'])
    expect(candidates(of({ type: 'string', allowedValues: ['a', 'b'] }))).toEqual(['"a"', '"b"'])
    expect(candidates(of({ type: 'string' }))).toBeUndefined()
    expect(candidates(of({ type: 'securestring', allowedValues: ['a', 'b'] }))).toBeUndefined()
  })

  test('a type that it names counts, and bounds of its length', () => {
    const sample = deployBicep(`
      @secure()
      type password = string
      @minLength(3)
      @maxLength(24)
      param name string
      type kind = 'a' | 'b'
      param choice kind
      param secret password
      output name string = name
      output choice string = choice
      output secret string = secret`)
    expect(sample.output('name')).toMatchObject({ type: 'string', minLength: 3, maxLength: 24 })
    expect(sample.output('choice')).toMatchObject({ candidates: [{ value: 'a' }, { value: 'b' }] })
    expect(sample.output('secret')).toMatchObject({ secret: true })
  })

  test('null counts as not given, also as one of two', () => {
    const sample = deploySources({
      'main.bicep': `
        param some bool
        module a 'm.bicep' = { name: 'a', params: { p: null } }
        module b 'm.bicep' = { name: 'b', params: { p: some ? 'given' : null } }
        output a string = a.outputs.p
        output b string = b.outputs.p`,
      'm.bicep': "param p string = 'default'\noutput p string = p",
    })
    expect(show(sample.output('a'))).toBe('"default"')
    expect(show(sample.output('b'))).toBe('"given" | "default"')
  })

  test('what a file does not say is the default; what a secret store holds is unknown', () => {
    const sample = deploySources(
      {
        'main.json': template({
          parameters: { a: { type: 'string', defaultValue: 'd' }, b: { type: 'string' }, c: { type: 'string' } },
          outputs: Object.fromEntries(
            ['a', 'b', 'c'].map((name) => [name, { type: 'string', value: `[parameters('${name}')]` }]),
          ),
        }),
        'x.parameters.json': {
          parameters: { b: { reference: { keyVault: { id: 'v' }, secretName: 's' } }, c: { value: '${ENV=x}' } },
        },
      },
      { parameters: { 'main.json': ['x.parameters.json'] } },
    )
    expect(show(sample.output('a'))).toBe('"d"')
    expect(sample.output('b')).toMatchObject({ kind: 'unknown', cause: { kind: 'secret-reference' }, secret: true })
    expect(sample.output('c')).toMatchObject({
      cause: { kind: 'environment', name: 'ENV' },
      candidates: [{ value: 'x' }],
    })
  })
})

describe('circles', () => {
  test('of variables', () => {
    const sample = deployTemplate(
      template({
        variables: { a: "[variables('b')]", b: { x: "[variables('c')]" }, c: "[variables('a')]" },
        outputs: { x: { type: 'object', value: "[variables('a')]" } },
      }),
    )
    expect(show(sample.output('x'))).toBe('{x: refused: The variable `a` needs itself.}')
    expect(
      sample.only.problems.map(({ code, message, span }) => [code, message, span && sample.written(span)]),
    ).toEqual([['variable-cycle', 'The variable `a` needs itself.', '"a"']])
  })

  test('of parameters, through their defaults', () => {
    const sample = deployTemplate(
      template({
        parameters: {
          p: { type: 'string', defaultValue: "[parameters('q')]" },
          q: { type: 'string', defaultValue: "[parameters('p')]" },
        },
        outputs: { x: { type: 'string', value: "[parameters('p')]" } },
      }),
    )
    expect(show(sample.output('x'))).toBe('refused: The parameter `p` needs itself.')
  })

  test('a variable used twice is no circle', () => {
    const sample = deployTemplate(
      template({
        variables: { a: ["[variables('b')]", "[variables('c')]"], b: "[variables('c')]", c: 1 },
        outputs: { x: { type: 'array', value: "[variables('a')]" } },
      }),
    )
    expect(show(sample.output('x'))).toBe('[1, 1]')
    expect(sample.only.problems).toEqual([])
  })
})
