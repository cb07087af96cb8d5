import type { Expression } from '../program.js'
import type { ImportedFile } from './imported-file.js'

/** What a name means where it is used. */
export type Binding =
  | { readonly kind: 'parameter' | 'variable' | 'local' }
  /** A resource or module; `path` as in `ReferenceExpression`. */
  | { readonly kind: 'symbol'; readonly path: string }
  | { readonly kind: 'imported'; readonly from: ImportedFile; readonly original: string }
  /** `import * as name`. */
  | { readonly kind: 'namespace'; readonly from: ImportedFile }
  | { readonly kind: 'function' | 'type' | 'extension' }
  /** Written in place of the name: what a loop runs over, at one index. */
  | { readonly kind: 'value'; readonly value: Expression }
  /** In a parameter file: the parameters of the file that it extends. */
  | { readonly kind: 'base' }

/** Names within names: a loop's or lambda's variables, a resource's nested resources, the file. */
export class Scope {
  readonly names: Map<string, Binding>
  readonly outer: Scope | undefined

  constructor(outer: Scope | undefined, names: Map<string, Binding>) {
    this.outer = outer
    this.names = names
  }

  lookup(name: string): Binding | undefined {
    return this.names.get(name) ?? this.outer?.lookup(name)
  }

  /** A scope inside this one with the variables of a loop or lambda. */
  withLocals(names: readonly string[]): Scope {
    return new Scope(this, new Map(names.map((name) => [name, local])))
  }
}

const local: Binding = { kind: 'local' }
