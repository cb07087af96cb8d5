import { expect, test } from '@jest/globals'
import type { TreeItem } from '../../src/github/client.js'
import { listTree } from '../../src/github/tree.js'

const file = (path: string): TreeItem => ({ path, sha: `sha of ${path}`, mode: '100644', size: 1 })
const folder = (path: string): TreeItem => ({ path, sha: `tree ${path}`, mode: '040000', size: 0 })

type Listed = { items: readonly TreeItem[]; isWhole: boolean }

function serve(trees: Readonly<Record<string, Listed>>) {
  const asked: string[] = []
  return {
    asked,
    tree(sha: string, recursive: boolean): Promise<Listed> {
      const key = `${sha}${recursive ? ' all' : ''}`
      asked.push(key)
      return Promise.resolve(trees[key] ?? { items: [], isWhole: true })
    },
  }
}

test('one request lists a tree', async () => {
  const github = serve({ 'c all': { items: [file('a'), folder('d'), file('d/b')], isWhole: true } })
  const tree = await listTree(github, 'c')
  expect([...tree.items.keys()]).toEqual(['a', 'd/b'])
  expect(tree.isWhole).toBe(true)
  expect(github.asked).toEqual(['c all'])
})

test('a list that GitHub cuts is made folder by folder', async () => {
  const github = serve({
    'c all': { items: [file('a')], isWhole: false },
    c: { items: [file('a'), folder('d'), folder('e')], isWhole: true },
    'tree d all': { items: [file('b'), folder('x'), file('x/y')], isWhole: true },
    'tree e all': { items: [], isWhole: false },
    'tree e': { items: [file('z')], isWhole: true },
  })
  const tree = await listTree(github, 'c')
  expect([...tree.items.values()].map((item) => [item.path, item.sha])).toEqual([
    ['a', 'sha of a'],
    ['d/b', 'sha of b'],
    ['d/x/y', 'sha of x/y'],
    ['e/z', 'sha of z'],
  ])
  expect(tree.isWhole).toBe(true)
})

test('a folder that is cut even by itself leaves the list incomplete', async () => {
  const github = serve({ 'c all': { items: [], isWhole: false }, c: { items: [file('a')], isWhole: false } })
  expect((await listTree(github, 'c')).isWhole).toBe(false)
})

test('a tree without end is given up', async () => {
  const github = { tree: () => Promise.resolve({ items: [folder('d')], isWhole: false }) }
  expect((await listTree(github, 'c')).isWhole).toBe(false)
})
