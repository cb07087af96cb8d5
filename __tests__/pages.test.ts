import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'
import { builtInPacks } from '../src/rules/ruleset.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const { rules } = builtInPacks()

test('every rule has a page, and no page is without a rule', () => {
  const pages = readdirSync(join(root, 'docs', 'rules')).map((name) => name.replace(/\.md$/, ''))
  expect(pages.sort()).toEqual(rules.map(({ id }) => id).sort())
})

test.each(rules)('the page of $id has every part', ({ id, title, claims = [] }) => {
  const page = read(`docs/rules/${id}.md`)
  const headings = page.split('\n').filter((line) => line.startsWith('## '))
  for (const heading of [
    '## What the document says, and how that stands today',
    '## Example that fails',
    '## Example that passes',
    '## How to fix it',
    '## What it cannot see',
    '## Who else checks it',
  ])
    expect(headings).toContain(heading)
  expect(page).toContain(`**${title}.**`)
  for (const claim of claims) expect(page).toContain(`- **${claim}.** `)
  expect(page).not.toMatch(/\bexpect: |undefined|\[object/)
})

test('coverage speaks of every claim once, and of every rule', () => {
  const { claims } = JSON.parse(read('facts/claims.json')) as { claims: readonly { readonly id: string }[] }
  const coverage = read('docs/coverage.md')
  const rows = coverage.split('\n').flatMap((line) => /^\| (S\d+) \|/.exec(line)?.[1] ?? [])
  expect(rows).toEqual(claims.map(({ id }) => id))
  for (const { id } of rules) expect(coverage).toContain(`(rules/${id}.md)`)
})
