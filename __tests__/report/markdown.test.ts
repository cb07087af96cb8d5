import { describe, expect, test } from '@jest/globals'
import { fitSections, markdownLink } from '../../src/report/markdown.js'

describe('markdownLink', () => {
  test('takes http addresses only and nothing that ends the link', () => {
    expect(markdownLink('`a`', 'https://a.example/x')).toBe('[`a`](https://a.example/x)')
    expect(markdownLink('`a`', 'https://a.example/a b)(<|')).toBe('[`a`](https://a.example/a%20b%29%28%3C%7C)')
    expect(markdownLink('`a`', 'javascript:alert(1)')).toBe('`a`')
    expect(markdownLink('`a`', undefined)).toBe('`a`')
  })
})

describe('fitSections', () => {
  const section = (head: string, items: readonly string[]) => ({ head, items, more: (left: number) => `+${left}` })

  test('prints everything that fits', () => {
    expect(fitSections([section('A', ['1', '2']), section('B', [])], 1000)).toBe('A\n1\n2\n\nB')
  })

  test('shares room out: the short one whole, the long one cut', () => {
    const long = Array.from({ length: 100 }, () => 'x'.repeat(9))
    expect(fitSections([section('A', long), section('B', ['1', '2'])], 60)).toBe(
      `A\n${'x'.repeat(9)}\n${'x'.repeat(9)}\n${'x'.repeat(9)}\n\n+97\n\nB\n1\n2`,
    )
  })
})
