/**
 * What needs what: parameters, variables, resources, module calls.
 *
 * Values are worked out on first use, so a circle would not recurse but make an endless value; it is found by the
 * edge that closes it.
 */
export class Need {
  /** For messages, such as "variable `a`". */
  readonly label: string
  readonly #targets = new Set<Need>()
  #needed = false

  constructor(label: string) {
    this.label = label
  }

  /** Notes that this needs another; false, without noting it, when that closes a circle. */
  add(other: Need, spend: (steps: number) => boolean): boolean {
    if (this.#targets.has(other)) return true
    if (this === other || (this.#needed && other.#reaches(this, spend))) return false
    this.#targets.add(other)
    other.#needed = true
    return true
  }

  /** When the steps are used up the answer is yes: nothing further is worked out then. */
  #reaches(sought: Need, spend: (steps: number) => boolean): boolean {
    const seen = new Set<Need>([this])
    for (const need of seen) {
      if (need.#targets.has(sought)) return true
      if (!spend(1)) return true
      for (const target of need.#targets) seen.add(target)
    }
    return false
  }
}

/** What is worked out once, on first use, and may need other such things. */
export class Cell<T> {
  readonly need: Need
  readonly #make: (owner: Need) => T
  #made: { readonly value: T } | undefined
  #making = false

  constructor(label: string, make: (owner: Need) => T) {
    this.need = new Need(label)
    this.#make = make
  }

  /** The value, for `owner`, who needs it; undefined when it would need itself. */
  read(owner: Need | undefined, spend: (steps: number) => boolean): { readonly value: T } | undefined {
    if (this.#making || (owner && !owner.add(this.need, spend))) return undefined
    if (!this.#made) {
      this.#making = true
      this.#made = { value: this.#make(this.need) }
      this.#making = false
    }
    return this.#made
  }
}
