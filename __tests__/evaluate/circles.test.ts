import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Cell, Need } from '../../src/evaluate/circles.js'

const always = () => true

describe('Need', () => {
  test('an edge that closes a circle is refused, and only that', () => {
    const [a, b, c] = [new Need('a'), new Need('b'), new Need('c')]
    expect([a.add(b, always), b.add(c, always), a.add(c, always), c.add(a, always), c.add(c, always)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ])
    expect([a.add(b, always), c.add(a, always)]).toEqual([true, false])
  })

  test('says yes to exactly the edges that leave the graph without a circle', () => {
    const edge = fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 7 }))
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 40 }), (edges) => {
        const needs = Array.from({ length: 8 }, (_, at) => new Need(String(at)))
        const kept: (readonly [number, number])[] = []
        const reaches = (from: number, to: number): boolean =>
          from === to || kept.some(([source, target]) => source === from && reaches(target, to))
        for (const [from, to] of edges) {
          const [source, target] = [needs[from], needs[to]]
          if (!source || !target) continue
          const free = !reaches(to, from)
          expect(source.add(target, always)).toBe(free)
          if (free) kept.push([from, to])
        }
      }),
    )
  })

  test('takes a step for each of a chain of things worked out before', () => {
    const needs = Array.from({ length: 1000 }, () => new Need(''))
    let steps = 0
    const spend = (count: number) => {
      steps += count
      return true
    }
    for (const [at, need] of needs.entries()) need.add(needs[at - 1] ?? new Need(''), spend)
    expect(steps).toBe(1000)
    expect(needs[0]?.add(needs[999] ?? new Need(''), spend)).toBe(false)
  })

  test('without steps it says no', () => {
    expect(new Need('a').add(new Need('b'), () => false)).toBe(false)
  })
})

describe('Cell', () => {
  test('is made once, and not for one that it needs', () => {
    let made = 0
    const cell = new Cell<number>('a', () => ++made)
    const owner = new Need('b')
    expect([cell.read(owner, always), cell.read(undefined, always)]).toEqual([{ value: 1 }, { value: 1 }])
    expect(cell.need.add(owner, always)).toBe(false)
  })

  test('that reads itself finds nothing', () => {
    const cell: Cell<string> = new Cell('a', () => (cell.read(undefined, always) ? 'found' : 'nothing'))
    expect(cell.read(undefined, always)).toEqual({ value: 'nothing' })
  })
})
