import { expect, test } from '@jest/globals'
import { EntryNames, LazyEntries } from '../../src/evaluate/lazy-entries.js'
import { show, span, value } from './sample.js'

const names = new EntryNames(['id', 'apiVersion'])

function entries() {
  const made: string[] = []
  const lazy = new LazyEntries(names, span, (key) => {
    made.push(key)
    return value(`value of ${key}`)
  })
  return { lazy, made }
}

test('an entry is made when its value is asked for, once, by its folded name', () => {
  const { lazy, made } = entries()
  expect([lazy.size, lazy.has('apiversion'), lazy.has('apiVersion'), [...lazy.keys()]]).toEqual([
    2,
    true,
    false,
    ['id', 'apiversion'],
  ])
  const entry = lazy.get('apiversion')
  expect([entry?.key, entry?.keySpan, lazy.get('other'), made]).toEqual(['apiVersion', span, undefined, []])
  expect(entry && show(entry.value)).toBe('"value of apiversion"')
  expect(lazy.get('apiversion')).toBe(entry)
  expect([entry && show(entry.value), made]).toEqual(['"value of apiversion"', ['apiversion']])
})

test('entries come in their order, each way of asking the same', () => {
  const { lazy } = entries()
  const all = [lazy.get('id'), lazy.get('apiversion')]
  const visited: unknown[] = []
  lazy.forEach((entry, key) => visited.push(key, entry))
  expect([...lazy.values()]).toEqual(all)
  expect([...lazy].flat()).toEqual(['id', all[0], 'apiversion', all[1]])
  expect([...lazy.entries()].flat()).toEqual([...lazy].flat())
  expect(visited).toEqual([...lazy].flat())
})
