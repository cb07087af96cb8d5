import { describe, expect, test } from '@jest/globals'
import { proposeTree, recordRuleFiles } from '../../src/action/proposal.js'
import type { CommitTree } from '../../src/github/tree.js'

const treeOf = (files: Readonly<Record<string, string>>): CommitTree => ({
  isWhole: true,
  items: new Map(Object.entries(files).map(([path, sha]) => [path, { path, sha, mode: '100644', size: 1 }])),
})
const shas = ({ items }: CommitTree): object => Object.fromEntries([...items].map(([path, { sha }]) => [path, sha]))

describe('proposeTree', () => {
  test('lays what the change did over what is trusted now', () => {
    const origin = treeOf({ same: '1', edited: '1', removed: '1', theirs: '1' })
    const head = treeOf({ same: '1', edited: '2', theirs: '1', added: '1' })
    const trusted = treeOf({ same: '1', edited: '1', removed: '1', theirs: '9', new: '1' })
    const proposal = proposeTree(trusted, origin, head)
    expect(shas(proposal.tree)).toEqual({ same: '1', edited: '2', theirs: '9', new: '1', added: '1' })
    expect(proposal.changed).toEqual(['added', 'edited', 'removed'])
    expect(proposal.disputed).toEqual(new Set())
  })

  test('what both sides changed is disputed, unless to the same', () => {
    const origin = treeOf({ both: '1', alike: '1' })
    const proposal = proposeTree(treeOf({ both: '3', alike: '2' }), origin, treeOf({ both: '2', alike: '2' }))
    expect(proposal.changed).toEqual(['both'])
    expect(proposal.disputed).toEqual(new Set(['both']))
  })
})

describe('recordRuleFiles', () => {
  test('notices what was read, and anything below a folder that was listed', () => {
    const files = recordRuleFiles(treeOf({ 'rules/a.yaml': '1', 'rules/deep/b.yaml': '1' }), () => ({ kind: 'absent' }))
    expect(files.wouldNotice('rules/a.yaml')).toBe(false)
    expect(files.read('pack.yaml')).toEqual({ kind: 'absent' })
    expect(files.list('rules')).toEqual(['a.yaml', 'deep'])
    expect(files.list('none')).toBeUndefined()
    const paths = ['pack.yaml', 'rules/new.yaml', 'rules/deep/new.yaml', 'rules.yaml', 'other/a.yaml']
    expect(paths.filter((path) => files.wouldNotice(path))).toEqual([
      'pack.yaml',
      'rules/new.yaml',
      'rules/deep/new.yaml',
    ])
  })
})
