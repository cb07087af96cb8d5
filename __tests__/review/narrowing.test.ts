import { describe, expect, test } from '@jest/globals'
import type { ParameterFile, Program } from '../../src/language/program.js'
import { chooseParameters, choosePrograms, chooseShard } from '../../src/review/narrowing.js'

const program = {} as Program
const file = (name: string): ParameterFile => ({
  file: name,
  span: { file: name, start: 0, end: 0 },
  values: new Map(),
  problems: [],
})

describe('one parameter file', () => {
  const filesOf = () => [file('dev.json'), file('prod.json')]

  test('leaves the others out where it is named', () => {
    expect(chooseParameters(filesOf, 'prod.json')(program).map((each) => each.file)).toEqual(['prod.json'])
  })

  test('leaves out others that are deployments of their own', () => {
    const programs = ['main.bicep', 'dev.bicepparam', 'prod.bicepparam'].map((path) => ({ file: path }) as Program)
    const chosen = (path?: string) => choosePrograms(programs, path).map((each) => each.file)
    expect(chosen('prod.bicepparam')).toEqual(['main.bicep', 'prod.bicepparam'])
    expect(chosen('prod.json')).toEqual(['main.bicep'])
    expect(chosen()).toEqual(['main.bicep', 'dev.bicepparam', 'prod.bicepparam'])
  })

  test('is not chosen where none is named', () => {
    expect(chooseParameters(filesOf, undefined)(program).map((each) => each.file)).toEqual(['dev.json', 'prod.json'])
  })
})

test('each root is in exactly one shard', () => {
  const shards = [1, 2, 3].map((index) => chooseShard({ index, count: 3 }))
  const shardsOf = (position: number) => shards.flatMap((isIn, at) => (isIn(program, position) ? [at + 1] : []))
  expect([0, 1, 2, 3, 4].map(shardsOf)).toEqual([[1], [2], [3], [1], [2]])
})
