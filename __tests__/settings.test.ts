import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { COMMANDS, inputs, optionsOf, OUTPUTS, readShard, readTime, refuseValue, SETTINGS } from '../src/settings.js'

describe('the table', () => {
  test('every name stands once, and something takes it', () => {
    const names = SETTINGS.map((it) => it.name)
    expect(new Set(names).size).toBe(names.length)
    expect(SETTINGS.filter((it) => it.commands.length === 0 && !it.input)).toEqual([])
  })

  test('every default fits its own type', () => {
    const wrong = SETTINGS.filter((it) => it.default !== undefined && refuseValue(it, it.default) !== undefined)
    expect(wrong).toEqual([])
  })

  test('holds the public names of the action', () => {
    expect(inputs().map((it) => it.name)).toEqual([
      'github-token',
      'config',
      'paths',
      'exclude',
      'working-directory',
      'fail-on',
      'review-comments',
      'max-comments',
      'summary-comment',
      'annotations',
      'filter',
      'config-ref',
      'sarif-file',
      'report-file',
      'pr-number',
      'base-ref',
      'head-ref',
      'strict-reporting',
      'resolve-threads',
      'instance',
    ]) // prettier-ignore
    expect(OUTPUTS.map((it) => it.name)).toEqual([
      'conclusion',
      'errors',
      'warnings',
      'notes',
      'cannot-tell',
      'report-file',
      'sarif-file',
      'summary-file',
    ]) // prettier-ignore
  })

  test('holds the public options of each command', () => {
    const common = new Set(['config', 'now', 'format', 'output', 'no-color', 'quiet'])
    const names = (command: (typeof COMMANDS)[number]['name']) =>
      optionsOf(command)
        .map((it) => it.name)
        .filter((name) => !common.has(name))
    expect(Object.fromEntries(COMMANDS.map((it) => [it.name, names(it.name)]))).toEqual({
      check: [
        'include',
        'exclude',
        'fail-on',
        'changed',
        'base',
        'parameters',
        'worlds',
        'shard',
        'baseline',
        'write-baseline',
        'grow-baseline',
      ],
      access: ['include', 'exclude', 'base', 'parameters'],
      migrate: ['include', 'exclude', 'parameters'],
      rules: [],
      test: [],
      init: [],
    })
  })
})

test.each([
  ['2026-11-24', Date.UTC(2026, 10, 24)],
  ['2026-11-24T00:00:00Z', Date.UTC(2026, 10, 24)],
  ['2026-11-24T01:30+01:00', Date.UTC(2026, 10, 24, 0, 30)],
  ['2026-13-01', undefined],
  ['24.11.2026', undefined],
  ['2026-11-24T00:00:00', undefined],
  ['now', undefined],
])('readTime(%s) is %s', (text, time) => {
  expect(readTime(text)).toBe(time)
})

test('readShard takes I/N with I from 1 to N', () => {
  expect(readShard('2/5')).toEqual({ index: 2, count: 5 })
  for (const wrong of ['0/5', '6/5', '1', '1/0', 'a/b', '1/2/3', '']) expect(readShard(wrong)).toBeUndefined()
})

test('no value makes the check throw', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SETTINGS), fc.string(), (setting, value) => {
      return ['undefined', 'string'].includes(typeof refuseValue(setting, value))
    }),
  )
})
