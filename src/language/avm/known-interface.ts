import type { Span } from '../../source/span.js'
import type { ModuleReference } from '../module-reference.js'
import type { Unavailable } from '../modules.js'
import type { Program } from '../program.js'
import { accessPolicyProgram, keyProgram, secretProgram } from './children.js'
import { factsOf, knownModule, type ModuleName } from './facts.js'
import { Maker } from './maker.js'
import type { Making } from './parts.js'
import { vaultProgram } from './vault.js'

const programs: Readonly<Record<ModuleName, (making: Making) => Program>> = {
  vault: vaultProgram,
  secret: secretProgram,
  key: keyProgram,
  'access-policy': accessPolicyProgram,
}

/**
 * What the public module `avm/res/key-vault/vault` or one of its children does in the version that is called, made from
 * `facts/avm-key-vault.json`; undefined for any other module or registry.
 *
 * All of it stands at the call, but for what arguments decide.
 */
export function knownInterface(reference: ModuleReference, call: Span): Program | Unavailable | undefined {
  if (reference.kind !== 'oci') return undefined
  const { version } = reference
  const module = knownModule(reference.registry, reference.repository)
  const facts = module && factsOf(module, version)
  if (module && facts) return programs[module]({ make: new Maker(call), facts })
  return module && { kind: 'unavailable', why: `version ${version} of it is not known here` }
}
