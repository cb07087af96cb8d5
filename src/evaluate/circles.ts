/**
 * What needs what: parameters, variables, resources, module calls.
 *
 * Values are worked out on first use, so a circle would not recurse but make an endless value; it is found by the
 * edge that closes it.
 */
export class Need {
  readonly #label: string | (() => string)
  /** More than that of anything it needs: what is lower cannot need it. */
  #height = 0
  /** Made when there is one: most needs have none. */
  #targets: Set<Need> | undefined
  #sources: Need[] | undefined

  constructor(label: string | (() => string)) {
    this.#label = label
  }

  /** For messages, such as "variable `a`". */
  get label(): string {
    return typeof this.#label === 'string' ? this.#label : this.#label()
  }

  /** Notes that this needs another; false, without noting it, when that closes a circle. */
  add(other: Need, spend: (steps: number) => boolean): boolean {
    if (this === other) return false
    if (this.#targets?.has(other)) return true
    if (this.#height <= other.#height && !this.#raise(other, spend)) return false
    if (this.#targets) this.#targets.add(other)
    else this.#targets = new Set([other])
    if (other.#sources) other.#sources.push(this)
    else other.#sources = [this]
    return true
  }

  /**
   * Raises this above `other`, and whatever needs this above it; false, raising nothing, when that comes round.
   *
   * When the steps are used up it counts as coming round: nothing further is worked out then.
   */
  #raise(other: Need, spend: (steps: number) => boolean): boolean {
    if (!this.#sources) {
      if (!spend(1)) return false
      this.#height = other.#height + 1
      return true
    }
    const raised = new Map<Need, number>([[this, other.#height + 1]])
    const queue: Need[] = [this]
    for (const need of queue) {
      if (!spend(1)) return false
      const least = (raised.get(need) ?? need.#height) + 1
      for (const source of need.#sources ?? []) {
        if ((raised.get(source) ?? source.#height) >= least) continue
        if (source === other) return false
        raised.set(source, least)
        queue.push(source)
      }
    }
    for (const [need, height] of raised) need.#height = height
    return true
  }
}

/** What is worked out once, on first use, and may need other such things. */
export class Cell<T> {
  readonly need: Need
  readonly #make: (owner: Need) => T
  #made: { readonly value: T } | undefined
  #making = false

  constructor(label: string | (() => string), make: (owner: Need) => T) {
    this.need = new Need(label)
    this.#make = make
  }

  /** The value, for `owner`, who needs it; undefined when it would need itself. */
  read(owner: Need | undefined, spend: (steps: number) => boolean): { readonly value: T } | undefined {
    // Noted before it is made: what it needs in turn may come round to the owner.
    if (this.#making || (owner && !owner.add(this.need, spend))) return undefined
    if (!this.#made) {
      this.#making = true
      this.#made = { value: this.#make(this.need) }
      this.#making = false
    }
    return this.#made
  }
}
