import { describe, expect, test } from '@jest/globals'
import { InputError, type Inputs, readInputs } from '../../src/action/inputs.js'

const read = (given: Readonly<Record<string, string>> = {}): Inputs =>
  readInputs((name) => ({ 'github-token': 'token', ...given })[name] ?? '')

/** The message of the refusal. */
function refusal(given: Readonly<Record<string, string>>): string {
  try {
    read(given)
  } catch (error) {
    if (error instanceof InputError) return error.message
  }
  return 'no refusal'
}

test('what is not set has the default of the settings', () => {
  expect(read()).toEqual({
    token: 'token',
    config: '.github/keyvault-access.yml',
    configGiven: false,
    paths: [''],
    exclude: [],
    workingDirectory: '',
    failOn: undefined,
    mostComments: 20,
    withSummary: true,
    annotations: 'auto',
    filter: 'resource',
    configRef: 'base',
    sarifFile: undefined,
    reportFile: undefined,
    prNumber: undefined,
    baseRef: undefined,
    headRef: undefined,
    isStrict: false,
    resolveThreads: false,
    instance: undefined,
  })
})

describe('paths', () => {
  test('are relative to the working directory, one a line', () => {
    expect(
      read({ 'working-directory': './infra/', paths: 'a.bicep\n\n  modules/**  \n..', exclude: 'old' }),
    ).toMatchObject({
      workingDirectory: 'infra',
      paths: ['infra/a.bicep', 'infra/modules/**', ''],
      exclude: ['infra/old'],
    })
  })

  test('without any are the working directory', () => {
    expect(read({ 'working-directory': 'infra' }).paths).toEqual(['infra'])
  })

  test('stay in the repository', () => {
    expect(refusal({ paths: '../x', 'working-directory': '/etc', config: 'a\\b' })).toBe(
      [
        'Input `working-directory` leads out of the repository.',
        'Input `config` leads out of the repository.',
        'Input `paths` has `../x`, which leads out of the repository.',
      ].join('\n'),
    )
  })
})

test('a configuration that is named must be there', () => {
  expect(read({ config: 'kv.yml' })).toMatchObject({ config: 'kv.yml', configGiven: true })
  expect(read().configGiven).toBe(false)
})

test('no comments means none', () => {
  expect(read({ 'review-comments': 'false' }).mostComments).toBe(0)
  expect(read({ 'max-comments': '0' }).mostComments).toBe(0)
  expect(read({ 'max-comments': '5', 'review-comments': 'TRUE' }).mostComments).toBe(5)
})

describe('a value that cannot be meant is refused with what would be legal', () => {
  test.each([
    [{ 'fail-on': 'critical' }, 'Input `fail-on` is `critical`: expected one of error, warning, note, never.'],
    [{ filter: 'changed' }, 'Input `filter` is `changed`: expected one of resource, lines, files, all.'],
    [{ 'strict-reporting': 'yes' }, 'Input `strict-reporting` is `yes`: expected true or false.'],
    [{ 'max-comments': '-1' }, 'Input `max-comments` is `-1`: expected a whole number.'],
    [{ 'pr-number': '0' }, 'Input `pr-number` is `0`: expected the number of a pull request.'],
    [{ 'github-token': '' }, 'Input `github-token` is empty: expected a token, such as the job’s own.'],
  ])('%j', (given, message) => {
    expect(refusal(given)).toBe(message)
  })

  test('all at once', () => {
    expect(refusal({ annotations: 'x', 'config-ref': 'y' }).split('\n')).toHaveLength(2)
  })
})
