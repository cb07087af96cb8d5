import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { UsageError } from '../../src/cli/host.js'
import { type Options, readArguments } from '../../src/cli/options.js'

function options(line: string, env: Record<string, string> = {}): Options {
  const request = readArguments(line.split(' '), env)
  if (request.kind !== 'run') throw new Error(`${line} does not run`)
  return request.options
}

const refusal = (line: string, env: Record<string, string> = {}): string => {
  try {
    readArguments(line.split(' '), env)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return ''
}

describe('what runs', () => {
  test('a bare command has the defaults', () => {
    expect(options('check')).toEqual({
      command: 'check',
      operands: [],
      config: '.github/keyvault-access.yml',
      configGiven: false,
      outputs: [{ format: 'text' }],
      color: true,
      quiet: false,
      include: [],
      exclude: [],
      worlds: 'written',
      changed: false,
    })
  })

  test('every option of check', () => {
    const line =
      'check infra main.bicep --config c.yml --fail-on=note --parameters p.json --include a --include b --exclude c --shard 2/3' +
      ' --baseline b.json --write-baseline w.json --grow-baseline --now 2026-11-24 --worlds possible --changed --base main --no-color --quiet'
    expect(options(line)).toEqual({
      command: 'check',
      operands: ['infra', 'main.bicep'],
      config: 'c.yml',
      configGiven: true,
      outputs: [{ format: 'text' }],
      color: false,
      quiet: true,
      failOn: 'note',
      parameters: 'p.json',
      include: ['a', 'b'],
      exclude: ['c'],
      shard: { index: 2, count: 3 },
      baseline: 'b.json',
      writeBaseline: 'w.json',
      growBaseline: true,
      now: Date.UTC(2026, 10, 24),
      worlds: 'possible',
      changed: true,
      base: 'main',
    })
  })

  test('check --base is about what differs, access --base about everything', () => {
    expect(options('check --base main')).toMatchObject({ changed: true, base: 'main' })
    expect(options('access --base main')).toMatchObject({ changed: false, base: 'main' })
  })

  test.each([
    ['--format json', [{ format: 'json' }]],
    ['--format json --output a', [{ format: 'json', file: 'a' }]],
    ['--output a', [{ format: 'text', file: 'a' }]],
    [
      '--format text --format sarif --output s --format junit --output j',
      [{ format: 'text' }, { format: 'sarif', file: 's' }, { format: 'junit', file: 'j' }],
    ],
  ])('check %s', (line, outputs) => {
    expect(options(`check ${line}`).outputs).toEqual(outputs)
  })

  test('what stands behind -- is a path', () => {
    expect(options('check -- --format').operands).toEqual(['--format'])
  })

  test('the environment turns colours off and sets the clock', () => {
    expect(options('check', { NO_COLOR: '1' }).color).toBe(false)
    expect(options('check', { NO_COLOR: '' }).color).toBe(true)
    expect(options('check', { SOURCE_DATE_EPOCH: '86400' }).now).toBe(86_400_000)
    expect(options('check --now 2026-11-24', { SOURCE_DATE_EPOCH: '86400' }).now).toBe(Date.UTC(2026, 10, 24))
  })
})

describe('help and version', () => {
  test.each([
    ['--help', { kind: 'help' }],
    ['-h', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['help access', { kind: 'help', command: 'access' }],
    ['check --fail-on error --help', { kind: 'help', command: 'check' }],
    ['--version', { kind: 'version' }],
  ])('%s', (line, request) => {
    expect(readArguments(line.split(' '), {})).toEqual(request)
  })

  test('nothing at all is a question for help', () => {
    expect(readArguments([], {})).toEqual({ kind: 'help' })
  })
})

describe('what is refused says what to do', () => {
  test.each([
    ['chekc', 'unknown command `chekc`; did you mean `kv-review check`?'],
    ['deploy', 'unknown command `deploy`; commands: check, access, migrate, rules, test, init'],
    ['--format json', 'a command comes before options: kv-review check --format'],
    ['check --fail_on error', 'unknown option --fail_on; did you mean --fail-on?'],
    ['check --verbose', 'unknown option --verbose; kv-review check --help lists them'],
    ['check -x', 'unknown option -x; kv-review check --help lists them'],
    ['access --shard 1/2', '--shard is an option of `check`, not of `access`'],
    ['check --fail-on', '--fail-on needs SEVERITY'],
    ['check --format --output x', '--format needs FORMAT'],
    ['check --fail-on bad', '--fail-on bad: expected one of error, warning, note, never'],
    ['check --quiet=yes', '--quiet takes no value'],
    ['check --config a --config b', '--config is given twice'],
    ['check --config=', '--config : expected a value'],
    [
      `check --include ${'a'.repeat(1025)}`,
      `--include ${'a'.repeat(1025)}: expected at most 1024 characters in one glob`,
    ],
    ['check --shard 3/2', '--shard 3/2: expected I/N with I from 1 to N'],
    ['check --now today', '--now today: expected a time such as 2026-11-24T00:00:00Z'],
    [
      'check --format html',
      '`kv-review check` does not print html; formats: text, json, sarif, markdown, github, junit',
    ],
    [
      'check --format json --format sarif',
      'only one format can go to standard output; give each of the others an --output FILE',
    ],
    ['check --format json --output a --format sarif --output a', 'two formats go to the same --output FILE'],
    ['check --changed', '--changed needs --base REF, what to compare with: `kv-review check --base main`'],
    ['rules show', 'expected `kv-review rules` or `kv-review rules show ID`'],
    ['rules soft-delete', 'expected `kv-review rules` or `kv-review rules show ID`'],
    ['init here', '`kv-review init` takes no operand'],
    ['test a b', '`kv-review test` takes one pack'],
  ])('%s', (line, message) => {
    expect(refusal(line)).toBe(message)
  })

  test('a clock of the environment that is none', () => {
    expect(refusal('check', { SOURCE_DATE_EPOCH: 'x' })).toBe('SOURCE_DATE_EPOCH is `x`; expected seconds since 1970')
  })

  test('any arguments are read or refused, never a crash', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'check',
        'access',
        '--format',
        'json',
        '--output',
        '--',
        '-',
        '-q',
        '--shard=1/2',
        '--help',
        '--__proto__',
        'x',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(word), (args) => {
        try {
          return ['help', 'version', 'run'].includes(readArguments(args, {}).kind)
        } catch (error) {
          return error instanceof UsageError
        }
      }),
    )
  })
})
