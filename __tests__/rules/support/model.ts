import type {
  AccessModel,
  Grant,
  Principal,
  PrivateEndpoint,
  Subject,
  Vault,
  VaultStatements,
} from '../../../src/access/model.js'
import type { Value } from '../../../src/evaluate/value.js'
import { compileCondition } from '../../../src/rules/compile.js'
import type { Condition, Leaf } from '../../../src/rules/condition.js'
import { valueOfData } from '../../../src/rules/expression.js'
import { maxSteps } from '../../../src/rules/scope.js'
import type { Scope } from '../../../src/rules/scope.js'
import type { RuleKind } from '../../../src/rules/subject.js'
import { clock } from '../../access/support/run.js'
import { lit } from './values.js'

const head = { file: 'main.json', start: 800, end: 805 }
const span = { file: 'main.json', start: 790, end: 899 }
const propertiesPlace = { file: 'main.json', start: 810, end: 820 }

const everything: VaultStatements = {
  apiVersion: true,
  permissionModel: true,
  accessPolicies: true,
  network: true,
  softDelete: true,
  purgeProtection: true,
  logging: true,
  flags: true,
}

export interface VaultParts extends Partial<Omit<Vault, 'network' | 'recovery' | 'says'>> {
  readonly network?: Partial<Vault['network']>
  readonly recovery?: Partial<Vault['recovery']>
  readonly says?: Partial<VaultStatements>
}

/** A vault that says nothing but what is given. */
export function vault(parts: VaultParts = {}): Vault {
  const { network, recovery, says, ...own } = parts
  return {
    kind: 'vault',
    id: 'main.json#kv',
    head,
    span,
    type: 'Microsoft.KeyVault/vaults',
    name: 'kv',
    service: 'vault',
    existing: false,
    deployed: true,
    nameValue: lit('kv'),
    idValue: lit('/kv'),
    apiVersion: lit('2023-07-01'),
    apiVersionStatus: lit('current'),
    nameFault: undefined,
    enableRbacAuthorization: undefined,
    permissionModel: lit('accessPolicy'),
    tenantId: undefined,
    accessPolicies: undefined,
    createMode: undefined,
    policies: [],
    policiesOpen: undefined,
    logging: { settings: [], audited: false, unknowns: [] },
    flags: {},
    consumers: { deployment: false, templateDeployment: false, diskEncryption: false },
    environment: undefined,
    declared: [],
    privateEndpoints: [],
    keys: [],
    secrets: [],
    grants: [],
    escalations: [],
    propertiesPlace,
    ...own,
    says: { ...everything, ...says },
    network: {
      publicNetworkAccess: lit('enabled'),
      publicNetworkAccessWritten: undefined,
      networkAcls: undefined,
      networkAclsPlace: undefined,
      defaultAction: undefined,
      bypass: undefined,
      ipRules: undefined,
      virtualNetworkRules: undefined,
      subnets: [],
      ...network,
    },
    recovery: { softDelete: undefined, retentionDays: undefined, purgeProtection: undefined, ...recovery },
  }
}

export function principal(parts: Partial<Principal> = {}): Principal {
  return {
    kind: 'principal',
    id: 'app',
    head,
    span,
    type: 'principal',
    name: 'app',
    objectId: lit('11111111-1111-4111-8111-111111111111'),
    principalType: undefined,
    displayName: undefined,
    persona: undefined,
    personaReason: undefined,
    personas: [],
    identityOf: undefined,
    grants: [],
    holdings: [],
    readsLogs: undefined,
    ...parts,
  }
}

export function endpoint(name: string, parts: Partial<PrivateEndpoint> = {}): PrivateEndpoint {
  return {
    kind: 'privateEndpoint',
    id: `main.json#${name}`,
    head: { file: 'main.json', start: 600, end: 605 },
    span: { file: 'main.json', start: 600, end: 650 },
    type: 'Microsoft.Network/privateEndpoints',
    name,
    vault: undefined,
    targetsVault: true,
    manual: false,
    connectionPlace: { file: 'main.json', start: 620, end: 625 },
    serviceId: undefined,
    groupIds: undefined,
    expectedGroup: 'vault',
    dnsZones: [],
    expectedZones: [],
    hasZoneGroup: false,
    deployed: true,
    ...parts,
  }
}

export function grant(parts: Partial<Grant> = {}): Grant {
  const who = parts.principal ?? principal()
  return {
    kind: 'grant',
    id: 'main.json#grant',
    head: { file: 'main.json', start: 700, end: 705 },
    span: { file: 'main.json', start: 700, end: 750 },
    type: 'Microsoft.KeyVault/vaults',
    name: 'kv',
    vault: parts.vault,
    principal: who,
    plane: 'data',
    mechanism: 'accessPolicy',
    form: 'accessPolicy',
    scopeKind: 'vault',
    role: undefined,
    operations: [],
    open: undefined,
    effective: true,
    source: {
      span: head,
      head,
      principal: {},
      persona: undefined,
      role: undefined,
      permissions: undefined,
      scope: 'vault',
      owner: undefined,
      reason: undefined,
      expires: undefined,
    },
    excess: undefined,
    excessDoubt: undefined,
    proposal: undefined,
    undeclared: undefined,
    missing: undefined,
    peers: 0,
    deployed: true,
    ...parts,
  }
}

export function model(parts: Partial<AccessModel> = {}): AccessModel {
  return {
    vaults: [],
    grants: [],
    assignments: [],
    policies: [],
    roleDefinitions: [],
    principals: [],
    privateEndpoints: [],
    keys: [],
    secrets: [],
    escalations: [],
    resources: [],
    sought: parts.resources ?? [],
    declarations: [],
    endpoints: [],
    incomplete: false,
    ...parts,
  }
}

export interface ScopeParts {
  readonly model?: AccessModel
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly environment?: string
}

export function scopeOf(subject: Subject, parts: ScopeParts = {}): Scope {
  const parameters = Object.entries(parts.parameters ?? {}).map(([name, data]): [string, Value] => {
    const value = valueOfData(data, { left: 10_000 })
    if (!value) throw new Error(`${name} is too large`)
    return [name.toLowerCase(), value]
  })
  return {
    subject,
    facts: { model: parts.model ?? model(), environmentOf: () => parts.environment },
    parameters: new Map(parameters),
    clock,
    frames: [],
    budget: { left: maxSteps },
  }
}

/** A condition that has no faults. */
export function condition(data: unknown, kind: RuleKind = 'vault', parameters: readonly string[] = []): Condition {
  const names = new Map(parameters.map((name) => [name.toLowerCase(), name]))
  const compiled = compileCondition(data, { kind, parameters: names })
  if (compiled.faults.length > 0) throw new Error(compiled.faults.map(({ message }) => message).join('\n'))
  return compiled.condition
}

/** What is wrong with a condition: `path: message`. */
export function faultsOf(data: unknown, kind: RuleKind = 'vault'): readonly string[] {
  const { faults } = compileCondition(data, { kind, parameters: new Map() })
  return faults.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

/** The leaves that decide, as `field operator truth @start of the place`. */
export function explained(made: Condition, scope: Scope): readonly string[] {
  const leaves: Leaf[] = []
  made.explain(scope, made.test(scope), leaves)
  return leaves.map(({ field, operator, truth, span, absent }) => {
    const place = span ? `@${span.start}` : absent ? `absent at ${absent.start}` : 'nowhere'
    return `${field ?? 'value'} ${operator} ${truth} ${place}`
  })
}
