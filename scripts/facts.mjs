// Makes facts/*.json, the project's own tables of Azure's identifiers, from the collected facts beside the checkout.
// Run it when those facts are refreshed: `node scripts/facts.mjs [folder]`. Each table names its source; one item a line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const collected = process.argv[2] ?? join(root, '..', 'shared', 'facts')

const read = (folder, name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** One item a line, so that a refreshed fact is a readable diff. */
function table(value, depth = 2) {
  if (depth === 0 || value === null || typeof value !== 'object') return JSON.stringify(value)
  const inner = Array.isArray(value)
    ? value.map((item) => table(item, depth - 1))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${table(item, depth - 1)}`)
  if (inner.length === 0) return Array.isArray(value) ? '[]' : '{}'
  return Array.isArray(value) ? `[\n${inner.join(',\n')}\n]` : `{\n${inner.join(',\n')}\n}`
}

function write(name, value, depth) {
  writeFileSync(join(root, 'facts', name), `${table(value, depth)}\n`)
  console.log(`facts/${name}`)
}

/**
 * Permission blocks of a role. The collection joins the blocks of a role that has two; in all of those the block with
 * the condition holds exactly the two operations on role assignments (seen in the raw list at the same commit).
 */
function blocksOf(role) {
  const conditions = (role.conditions ?? []).map((entry) => entry.condition)
  const block = (actions, condition) => ({
    actions,
    notActions: role.notActions,
    dataActions: role.dataActions,
    notDataActions: role.notDataActions,
    ...(condition ? { condition } : {}),
  })
  if (conditions.length === 0) return [block(role.actions)]
  if ((role.permissionBlocks ?? 1) === 1) return [block(role.actions, conditions[0])]
  const assigns = (action) => /^microsoft\.authorization\/roleassignments\/(write|delete)$/i.test(action)
  return [
    block(role.actions.filter((action) => !assigns(action))),
    { actions: role.actions.filter(assigns), notActions: [], dataActions: [], notDataActions: [], condition: conditions[0] },
  ]
}

/** Names that the document of 2020 uses, without their `(preview)`, and the roles' names today. */
const RENAMED = {
  'Key Vault Crypto Service Encryption': 'Key Vault Crypto Service Encryption User',
  'Key Vault Secret User': 'Key Vault Secrets User',
}

function makeRoles() {
  const source = read(collected, 'roles.json')
  write('roles.json', {
    source: source._source.definitions,
    note: 'Built-in roles that reach Key Vault: data actions on vaults, control actions on vaults, or the right to assign such roles.',
    renamed: RENAMED,
    roles: source.roles.map((role) => ({ id: role.id, name: role.name, category: role.category, blocks: blocksOf(role) })),
  })
  write('role-names.json', {
    source: source._source.definitions,
    names: Object.fromEntries(Object.entries(read(collected, 'role_names.json').names).sort(([a], [b]) => (a < b ? -1 : 1))),
  })
}

function makePermissions() {
  const source = read(collected, 'permissions.json')
  const group = ([kind, { values, mapping }]) => [
    kind,
    values
      .filter((word) => word !== 'all')
      .map((word) => ({ word, dataActions: mapping[word], since: source.sinceVersion.values[`${kind}/${word}`] })),
  ]
  write(
    'permissions.json',
    {
      source: { words: source._source.enums, mapping: 'Azure/KeyVault-AccessPolicyToRBAC-CompareTool Tool/AcessPolicyRBACMapping.csv @6a53e39e' },
      all: 'every word of its kind but purge',
      groups: Object.fromEntries(Object.entries(source.groups).map(group)),
    },
    3,
  )
}

/** What beside Microsoft.KeyVault's own operations decides over access to a vault. */
const RELATED = [
  'Microsoft.Authorization/roleAssignments/write',
  'Microsoft.Authorization/roleAssignments/delete',
  'Microsoft.Authorization/roleDefinitions/write',
  'Microsoft.Insights/diagnosticSettings/write',
  'Microsoft.Insights/diagnosticSettings/delete',
]

function makeOperations() {
  const source = read(collected, 'operations.json')
  write('operations.json', {
    source: source._source,
    actions: source.actions.map(({ op }) => op),
    related: RELATED,
    dataActions: source.dataActions.map(({ op }) => op),
  })
}

const byAge = (version) => (version.endsWith('-preview') ? `${version.slice(0, 10)} a` : `${version} b`)
const sortVersions = (versions) => [...versions].sort((a, b) => (byAge(a) < byAge(b) ? -1 : 1))

function row(path, type, since, not, extra) {
  return { path, ...(since ? { since } : {}), ...(not?.length ? { not } : {}), ...extra }
}

function flags({ type, required, readOnly, enum: values }) {
  return {
    ...(type && type !== 'string' ? { type: type.replace(' (open enum)', '').replace('string (closed enum)', 'string') } : {}),
    ...(required ? { required } : {}),
    ...(readOnly ? { readOnly } : {}),
    ...(values ? { enum: values } : {}),
  }
}

function vaultType() {
  const { versions: byVersion } = read(collected, 'vault_properties_by_version.json')
  const versions = sortVersions(Object.keys(byVersion))
  const seen = new Map()
  for (const version of versions) {
    for (const property of byVersion[version].properties) {
      const entry = seen.get(property.path) ?? { versions: [], property }
      entry.versions.push(version)
      entry.property = property
      seen.set(property.path, entry)
    }
  }
  const properties = [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, entry]) => {
    const since = entry.versions[0]
    const not = versions.slice(versions.indexOf(since)).filter((version) => !entry.versions.includes(version))
    return row(path, undefined, since === versions[0] ? undefined : since, not, flags(entry.property))
  })
  return { versions, properties: [...properties, { path: 'tags.*' }] }
}

function otherTypes() {
  const child = read(collected, 'child_resources.json')
  const fields = new Map([...child.keyvault, ...child.authorization.resources].map((entry) => [entry.resourceType, entry.fields]))
  const supplement = read(join(root, 'facts'), 'types-supplement.json').types
  return Object.entries(supplement).map(([name, { versions, properties }]) => {
    const rows = new Map((fields.get(name) ?? []).map((field) => [field.path, { path: field.path, ...flags(field) }]))
    for (const extra of properties) rows.set(extra.path, { ...extra, ...rows.get(extra.path), ...extra })
    return [name, { versions, properties: [...rows.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) }]
  })
}

function makeTypes() {
  const vault = read(collected, 'vault_properties.json')
  const retirement = vault.apiVersions.retirement
  write(
    'types.json',
    {
      source: 'Azure/bicep-types-az @1f896de2 (2026-08-20); lifecycle: MicrosoftDocs/azure-security-docs access-control-default.md, whats-new.md @1c4310be',
      lifecycle: {
        recommended: vault.apiVersions.recommended,
        currentPreview: '2026-04-01-preview',
        retiresBefore: vault.apiVersions.recommended,
        retiresOn: retirement.date,
      },
      types: Object.fromEntries([['Microsoft.KeyVault/vaults', vaultType()], ...otherTypes()]),
    },
    4,
  )
}

function makeEndpoints() {
  const source = read(collected, 'vault_properties.json')
  const plain = (text) => text?.replace(/ \(.*\)$/, '')
  write('endpoints.json', {
    source: source.endpointSources,
    clouds: source.endpoints.map((entry) => ({
      cloud: entry.cloud,
      management: entry.management.replace(':443', ''),
      vaultSuffix: entry.dataPlaneSuffix,
      managedHsmSuffix: plain(entry.managedHsmSuffix) ?? null,
      vaultZone: entry.privateDnsZone,
      managedHsmZone: entry.privateDnsZoneHsm ?? null,
      retired: entry.status.startsWith('retired'),
    })),
    limits: { accessPolicies: 1024, ipRules: 1000, networkRules: 200, retentionDays: [7, 90] },
  })
}

function makePersonas() {
  const source = read(collected, 'personas.json')
  const names = (list) => (list ?? []).map((role) => (typeof role === 'string' ? role : role.name))
  const today = (role) => {
    const name = role.replace(' (preview)', '')
    return RENAMED[name] ?? name
  }
  const unique = (list) => [...new Set(list)]
  write('personas.json', {
    source: { table: 'the document of 2020-10-07', today: source._source.today },
    note: 'Roles are the document\'s under today\'s names, today\'s and what today needs beside them; data is the document\'s table.',
    personas: source.personas.map((persona) => ({
      id: persona.id,
      label: persona.label,
      data: Object.fromEntries(
        Object.entries(persona.accessPolicy.seed ?? {}).map(([kind, words]) => [kind, words === 'all operations' ? 'all' : words]),
      ),
      roles: unique([
        ...names(persona.managementPlane.seedRoles).filter((role) => !role.includes('permission')),
        ...names(persona.managementPlane.rolesToday),
        ...names(persona.managementPlane.addToday),
        ...names(persona.rbac.seed).map(today),
        ...names(persona.rbac.today),
      ]),
      actions: persona.managementPlane.requiredAction ? [persona.managementPlane.requiredAction] : [],
    })),
  })
}

function makeBenchmarks() {
  const source = read(collected, 'benchmarks.json')
  write(
    'benchmarks.json',
    {
      source: source._source,
      initiatives: source.initiatives.map(({ initiative, initiativeId, version, keyVaultPolicies }) => ({
        initiative,
        id: initiativeId,
        version,
        policies: keyVaultPolicies.map(({ policyId, controls }) => ({ policy: policyId, controls })),
      })),
      psrule: source.psrule.map(({ ref, name }) => ({ ref, name })),
      aprl: source.aprl.map(({ guid, what, state }) => ({ guid, what, state })),
      reviewChecklist: source.reviewChecklist.map(({ guid, id }) => ({ guid, id })),
      waf: source.waf.map(({ id }) => id),
    },
    2,
  )
}

/** The numbered claims, in our own words, with what of them can be seen in a file and how they stand today. */
function makeClaims() {
  const wording = (text) =>
    text
      .trim()
      .replaceAll('in seed', 'in the document')
      .replaceAll('in the seed', 'in the document')
      .replaceAll('the seed', 'the document')
      .replace(/ \(see personas\.json\)$/, '')
  const claims = readFileSync(join(collected, 'seed_claims.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => /^S\d+$/.test(cells[1] ?? ''))
    .map(([, id, claim, checkable, , status]) => ({
      id,
      claim: wording(claim),
      checkable: wording(checkable),
      status: wording(status),
    }))
  write('claims.json', {
    source: 'the document of 2020-10-07; status: MicrosoftDocs/azure-security-docs @1c4310be (2026-08-21)',
    claims,
  })
}

if (!existsSync(join(collected, 'roles.json'))) {
  console.log(`facts: skipped, ${collected} is absent`)
} else {
  makeRoles()
  makePermissions()
  makeOperations()
  makeTypes()
  makeEndpoints()
  makePersonas()
  makeBenchmarks()
  makeClaims()
}
