import { describe, expect, test } from '@jest/globals'
import { readMarker, sign } from '../../src/github/marker.js'
import { type Sticky, writeSticky } from '../../src/github/sticky.js'

const bodyOf = (text: string): string => sign(text, { instance: 'aaaaaaaaaaaa', about: 'summary', gone: false })
const hashOf = (text: string): string => readMarker(bodyOf(text))?.hash ?? ''
const failed = (status: number): Error => Object.assign(new Error('failed'), { status, response: { headers: {} } })

interface Given {
  readonly standing?: Sticky['standing']
  readonly isNeeded?: boolean
  /** What the writes end in, one after another; those beyond succeed. */
  readonly ends?: readonly (Error | undefined)[]
  /** Texts of the comments that stand when they are looked for, and whether those are all. */
  readonly found?: readonly string[] | Error
  readonly isWhole?: boolean
}

async function written({ standing = [], isNeeded = true, ends = [], found = [], isWhole = true }: Given) {
  const calls: string[] = []
  const left = [...ends]
  const write = (call: string): Promise<void> => {
    calls.push(call)
    const end = left.shift()
    return end ? Promise.reject(end) : Promise.resolve()
  }
  const trouble = await writeSticky(
    { standing, isNeeded, body: bodyOf('new') },
    {
      createIssueComment: () => write('create'),
      updateIssueComment: (id) => write(`update ${id}`),
      deleteIssueComment: (id) => write(`delete ${id}`),
      issueComments: () => {
        calls.push('list')
        if (found instanceof Error) return Promise.reject(found)
        return Promise.resolve({ items: found.map((text, id) => ({ id, body: bodyOf(text), author: 'a' })), isWhole })
      },
    },
    7,
  )
  return { calls, trouble: trouble?.kind }
}

const old = { id: 1, hash: hashOf('old') }
const same = { id: 1, hash: hashOf('new') }

describe('the summary comment', () => {
  test.each<[string, Given, readonly string[]]>([
    ['is made where something is to be said', {}, ['create']],
    ['is not made where nothing is', { isNeeded: false }, []],
    ['that says the same is left', { standing: [same] }, []],
    ['that says something else is edited', { standing: [old] }, ['update 1']],
    ['that stands is edited even where nothing is left to be said', { standing: [old], isNeeded: false }, ['update 1']],
    [
      'stands once: later ones go',
      { standing: [same, { ...old, id: 2 }, { ...same, id: 3 }] },
      ['delete 2', 'delete 3'],
    ],
    ['that is gone is made anew', { standing: [old], ends: [failed(404)] }, ['update 1', 'create']],
  ])('%s', async (_, given, calls) => {
    expect(await written(given)).toEqual({ calls, trouble: undefined })
  })
})

describe('when a write goes wrong', () => {
  test.each<[string, Given, readonly string[], string | undefined]>([
    ['a refusal is told', { ends: [failed(403)] }, ['create'], 'forbidden'],
    [
      'an edit that is refused is told, and nothing is deleted',
      { standing: [old, same], ends: [failed(422)] },
      ['update 1'],
      'refused',
    ],
    [
      'a deletion that is refused is told, and no other is tried',
      { standing: [same, old, old], ends: [failed(502)] },
      ['delete 1'],
      'lost',
    ],
    [
      'a lost answer is looked for and not sent twice',
      { ends: [failed(502)], found: ['new'] },
      ['create', 'list'],
      undefined,
    ],
    [
      'what did not arrive is sent once more',
      { ends: [failed(502)], found: ['old'] },
      ['create', 'list', 'create'],
      undefined,
    ],
    ['and not a third time', { ends: [failed(502), failed(502)] }, ['create', 'list', 'create'], 'lost'],
    [
      'what cannot be looked for in full is not sent twice',
      { ends: [failed(502)], isWhole: false },
      ['create', 'list'],
      undefined,
    ],
    [
      'what cannot be looked for is told',
      { ends: [failed(502)], found: failed(401) },
      ['create', 'list'],
      'unauthorized',
    ],
  ])('%s', async (_, given, calls, trouble) => {
    expect(await written(given)).toEqual({ calls, trouble })
  })

  test('a mistake of ours is not taken for one of GitHub', async () => {
    await expect(written({ ends: [new TypeError('mistake')] })).rejects.toThrow('mistake')
  })
})
