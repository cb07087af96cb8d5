import { nearestName } from '../source/nearest.js'
import { factsOf, lazily } from './facts.js'
import type { RoleBlock, WordFact } from './facts.js'
import type { ObjectKind } from './model.js'
import { matchesOperation } from './wildcard.js'

/** Kinds of objects that an access policy speaks of. */
export const objectKinds: readonly ObjectKind[] = ['keys', 'secrets', 'certificates', 'storage']

/** A permission word as the report spells it: `secrets/get`. */
export type Word = `${ObjectKind}/${string}`

interface WordActions {
  readonly word: Word
  readonly dataActions: readonly string[]
}

interface Words {
  /** Folded word → fact, for each kind. */
  readonly byKind: Readonly<Record<ObjectKind, ReadonlyMap<string, WordFact>>>
  readonly all: readonly WordActions[]
  readonly actions: ReadonlyMap<string, readonly string[]>
}

const words = lazily((): Words => {
  const { groups } = factsOf('permissions')
  const byWord = (kind: ObjectKind) => new Map(groups[kind].map((fact) => [fact.word.toLowerCase(), fact]))
  const byKind = {
    keys: byWord('keys'),
    secrets: byWord('secrets'),
    certificates: byWord('certificates'),
    storage: byWord('storage'),
  }
  const all = objectKinds.flatMap((kind) =>
    groups[kind].map(({ word, dataActions }): WordActions => ({ word: `${kind}/${word}`, dataActions })),
  )
  return { byKind, all, actions: new Map(all.map(({ word, dataActions }) => [word, dataActions])) }
})

/** Every word of a kind, `purge` included, in Azure's order. */
export function wordsOfKind(kind: ObjectKind): readonly Word[] {
  return factsOf('permissions').groups[kind].map(({ word }): Word => `${kind}/${word}`)
}

/** Azure's spelling of a permission of that kind, `all` included; undefined when Azure knows none such. */
export function canonicalPermission(kind: ObjectKind, written: string): string | undefined {
  const folded = written.toLowerCase()
  return folded === 'all' ? folded : words().byKind[kind].get(folded)?.word
}

/** What a permission as written grants: one word, every word of its kind but `purge` for `all`, none when it is misspelt. */
export function wordsOfPermission(kind: ObjectKind, written: string): readonly Word[] {
  const permission = canonicalPermission(kind, written)
  if (permission === undefined) return []
  if (permission !== 'all') return [`${kind}/${permission}`]
  return wordsOfKind(kind).filter((word) => word !== `${kind}/purge`)
}

/** What was meant by a permission that Azure does not know: a word of the kind, else the same word of another kind. */
export function proposePermission(kind: ObjectKind, written: string): Word | undefined {
  const near = nearestName(written, ['all', ...factsOf('permissions').groups[kind].map(({ word }) => word)])
  if (near !== undefined) return `${kind}/${near}`
  for (const other of objectKinds) {
    const word = canonicalPermission(other, written)
    if (word !== undefined) return `${other}/${word}`
  }
  return undefined
}

/** Whether the words hold everything of a kind but `purge`. */
export function isComplete(operations: ReadonlySet<string>, kind: ObjectKind): boolean {
  return wordsOfPermission(kind, 'all').every((word) => operations.has(word))
}

/** The data actions that a word stands for; empty when it is none. */
export function dataActionsOfWord(word: string): readonly string[] {
  return words().actions.get(word) ?? []
}

/** Whether a block grants an operation of the management plane. */
export function blockGrants(block: RoleBlock, action: string): boolean {
  return matchesAny(block.actions, action) && !matchesAny(block.notActions, action)
}

/** Whether a block grants a data action. */
export function blockGrantsData(block: RoleBlock, dataAction: string): boolean {
  return matchesAny(block.dataActions, dataAction) && !matchesAny(block.notDataActions, dataAction)
}

function matchesAny(patterns: readonly string[], operation: string): boolean {
  return patterns.some((pattern) => matchesOperation(pattern, operation))
}

/** Data actions of Key Vault that the blocks grant together: those of the table, and others that are written out in full. */
export function dataActionsOf(blocks: readonly RoleBlock[]): readonly string[] {
  const known = factsOf('operations').dataActions
  const granted = new Map<string, string>()
  const candidates = [
    ...known,
    ...blocks.flatMap(({ dataActions }) => dataActions.filter((action) => isWrittenOut(action))),
  ]
  for (const action of candidates) {
    const folded = action.toLowerCase()
    if (!granted.has(folded) && blocks.some((block) => blockGrantsData(block, action))) granted.set(folded, action)
  }
  return [...granted.values()]
}

function isWrittenOut(action: string): boolean {
  return !action.includes('*') && action.toLowerCase().startsWith('microsoft.keyvault/vaults/')
}

/**
 * Data actions in the report's vocabulary, sorted: words that are granted in full, and Azure's own names of data
 * actions that belong to no such word.
 */
export function wordsOfDataActions(dataActions: readonly string[]): readonly string[] {
  const granted = new Set(dataActions.map((action) => action.toLowerCase()))
  const spoken = new Set<string>()
  const result: string[] = []
  for (const { word, dataActions: needed } of words().all) {
    if (!needed.every((action) => granted.has(action.toLowerCase()))) continue
    result.push(word)
    for (const action of needed) spoken.add(action.toLowerCase())
  }
  for (const action of dataActions) if (!spoken.has(action.toLowerCase())) result.push(action)
  return result.sort()
}
