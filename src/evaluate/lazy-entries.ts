import type { Span } from '../source/span.js'
import { entryOf } from './value.js'
import type { Entry, Value } from './value.js'

/** Which properties an object has, in order; shared by all objects of its kind. */
export class EntryNames {
  /** As written, by folded name. */
  readonly byKey: ReadonlyMap<string, string>

  constructor(names: readonly string[]) {
    this.byKey = new Map(names.map((name) => [name.toLowerCase(), name]))
  }
}

/**
 * Entries of an object of a kind of which there are many, and of which mostly one property is asked for: each is made
 * when it is.
 */
export class LazyEntries implements ReadonlyMap<string, Entry> {
  readonly #names: EntryNames
  readonly #span: Span
  readonly #make: (key: string) => Value
  #made: Map<string, Entry> | undefined

  /** `make` is given a folded name. */
  constructor(names: EntryNames, span: Span, make: (key: string) => Value) {
    this.#names = names
    this.#span = span
    this.#make = make
  }

  get size(): number {
    return this.#names.byKey.size
  }

  has(key: string): boolean {
    return this.#names.byKey.has(key)
  }

  get(key: string): Entry | undefined {
    const known = this.#made?.get(key)
    if (known) return known
    const name = this.#names.byKey.get(key)
    if (name === undefined) return undefined
    const entry = entryOf(name, this.#span, () => this.#make(key))
    this.#made ??= new Map()
    this.#made.set(key, entry)
    return entry
  }

  keys(): MapIterator<string> {
    return this.#names.byKey.keys()
  }

  *values(): MapIterator<Entry> {
    for (const [, entry] of this) yield entry
  }

  *entries(): MapIterator<[string, Entry]> {
    for (const key of this.keys()) {
      const entry = this.get(key)
      if (entry) yield [key, entry]
    }
  }

  [Symbol.iterator](): MapIterator<[string, Entry]> {
    return this.entries()
  }

  forEach(visit: (entry: Entry, key: string, map: ReadonlyMap<string, Entry>) => void): void {
    for (const [key, entry] of this) visit(entry, key, this)
  }
}
