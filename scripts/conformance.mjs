// Compares Bicep files with the templates that Bicep's own compiler made of them: both must give the same resources and the same access.
//   npm run conformance -- FOLDER [--show N] [--pair WORDS] [--kind WORDS]
//   --show N       prints up to N pairs that differ, with every difference (default 20)
//   --pair WORDS   only pairs whose path contains the words
//   --kind WORDS   only differences whose kind contains the words
//
// A pair is a compiled template (`metadata._generator.name` is `bicep`) and the `.bicep` of the same folder and stem, `x.symbolicnames.json`
// counting as `x`, or `azuredeploy.json` and `main.bicep`. It is fresh where both have the same parameters, outputs and resource types; others
// are counted and left alone. Each is evaluated with its defaults and with every parameter file that belongs to it.
//
// Compared: every resource (type, names, id, scope, whether it is deployed, its whole body) and the access model (vaults, policies,
// assignments, grants, endpoints). Known must equal known. Unknown must meet unknown of the same kind of cause.
//
// What a compiler writes in another way, though it deploys the same, is made equal before it is compared, and nothing else is:
//   1. Which call of a module a resource stands in is left out: a compiled module has the name that the compiler gave to its deployment.
//   2. References to existing resources are compared where both sides have them: templates without symbolic names cannot hold them.
//   3. An unknown is known by its cause: its identity contains the file's name. Unknown names of deployments are one cause, whoever made them.
//   4. Alternatives of a choice are a set: an operator of Bicep may stand as another function in the template.
//   5. Resource ids (whatever contains `/providers/`) are compared without case: the compiler writes types in the case of its own catalogue.
//   6. Line breaks in texts are one: a file that is loaded as text has those of the checkout on which it was compiled.
//   7. The description that the compiler writes as `metadata` of a resource is left out, and resources of extensions (Microsoft Graph,
//      Kubernetes), which are none of Azure's: what belongs to an extension cannot be told from Bicep alone.
//   8. A registry module (`br:`) is in the template as it was when that was compiled. Where the repository holds the module's source, and its
//      compiled form deploys the same, the call is followed into that source. Elsewhere both sides are given the compiled module, so that what
//      is compared is the call, not the module: such pairs are counted apart, as compared in part. What is not there at all is counted.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

const [folder, ...rest] = process.argv.slice(2)
if (!folder || !existsSync(folder)) {
  console.log(folder ? `skipped: ${folder} is absent` : 'usage: npm run conformance -- FOLDER [--show N] [--pair WORDS] [--kind WORDS]')
  process.exit(folder ? 0 : 2)
}
if (!existsSync(new URL('../lib/review.js', import.meta.url))) {
  console.log('lib/ is absent: run `npm run build` first')
  process.exit(2)
}
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined)
const { buildModel } = await import('../lib/access/from-resources.js')
const { deployAll } = await import('../lib/evaluate/worlds.js')
const { lowerTemplate } = await import('../lib/language/arm/template.js')
const { readBicepParameters } = await import('../lib/language/bicep/parameters.js')
const { lowerBicep } = await import('../lib/language/bicep/program.js')
const { ProgramLoader } = await import('../lib/language/modules.js')
const { pairParameters } = await import('../lib/language/pairing.js')
const { readParameterFile } = await import('../lib/language/parameters.js')
const { recognise } = await import('../lib/source/discover.js')
const { decodeText } = await import('../lib/source/decode.js')
const { parseJson } = await import('../lib/source/json.js')
const { SourceText } = await import('../lib/source/text.js')

const clock = Date.parse('2026-11-24T00:00:00Z')
const root = realpathSync(folder)
const paths = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(jsonc?|bicep|bicepparam)$/i.test(entry.name))
  .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
  .sort()
const known = new Set(paths)
const files = {
  read: (path) => {
    const target = join(root, path)
    if (!target.startsWith(root + sep)) return { kind: 'outside' }
    return existsSync(target) ? decodeText(readFileSync(target)) : { kind: 'absent' }
  },
}
const textAt = (path) => {
  const content = files.read(path)
  return content.kind === 'text' ? content.text : ''
}

// Registry modules whose source stands in this repository: `br:mcr.microsoft.com/bicep/avm/res/a/b:1.2.3` is `avm/res/a/b/main.bicep`.
const sourceOf = (reference) => {
  const path = /^br:mcr\.microsoft\.com\/bicep\/(.+):[^:]+$/.exec(reference)?.[1]
  return path !== undefined && known.has(`${path}/main.bicep`) ? `${path}/main.bicep` : undefined
}
const contents = new Map()
const contentAt = (path) => {
  if (!contents.has(path)) {
    const compiled = path.replace(/\.bicep$/, '.json')
    contents.set(path, known.has(compiled) ? contentOf(parseJson(new SourceText(compiled, textAt(compiled))).root) : undefined)
  }
  return contents.get(path)
}
/** What a template deploys: without descriptions, the compiler's version, the order, and the version that publishing puts into its telemetry. */
const contentOf = (node) => {
  if (node.kind === 'array') return `[${node.items.map(contentOf).join()}]`
  if (node.kind !== 'object') return JSON.stringify(node.value ?? null).replace(/replace\('[-.\d]+', '\.', '-'\)/, "replace('')")
  const members = node.members.filter(({ key }) => key !== 'metadata' && key !== 'dependsOn')
  return `{${members.map(({ key, value }) => `${JSON.stringify(key)}:${contentOf(value)}`).sort().join()}}`
}

const context = {
  load: (path) => loader.load(path).program,
  // Types, functions and variables that are imported: whichever version the repository holds.
  loadRegistry: (reference) => {
    const source = sourceOf(reference)
    return source && loader.load(source).program
  },
  files,
}
const loader = new ProgramLoader(files, { bicep: (source) => lowerBicep(source, context), registry: () => undefined })

const stemOf = (path) => path.replace(/(\.symbolicnames)?\.[^./]+$/, '')
const twinOf = (path) => {
  const stem = stemOf(path)
  if (known.has(`${stem}.bicep`)) return `${stem}.bicep`
  const main = /(?:^|\/)azuredeploy$/.test(stem) ? `${stem.slice(0, -'azuredeploy'.length)}main.bicep` : undefined
  return main !== undefined && known.has(main) ? main : undefined
}
const namesIn = (map) => [...map.keys()].sort().join()
const isFresh = (source, compiled) =>
  namesIn(source.parameters) === namesIn(compiled.parameters) && namesIn(source.outputs) === namesIn(compiled.outputs)

// Reading the program tree of a pair side by side: what each registry reference was compiled to.
const forced = (expression) => (expression?.kind === 'deferred' ? expression.force() : expression)
function registryModules(source, compiled, templateAt, found, seen = new Set()) {
  if (seen.has(source)) return
  seen.add(source)
  const bySymbol = new Map(compiled.modules.map((module, at) => [module.symbol?.toLowerCase() ?? `#${at}`, module]))
  const unnamed = compiled.modules.every(({ symbol }) => symbol === undefined)
  source.modules.forEach((module, at) => {
    const twin = bySymbol.get(unnamed ? `#${at}` : module.symbol?.toLowerCase())
    if (!twin || twin.source.kind !== 'inline') return
    const inner = twin.source.program()
    if (module.source.kind === 'registry') {
      const { reference } = module.source
      const path = sourceOf(reference)
      const own = path !== undefined && templateAt(inner) === contentAt(path) ? loader.load(path).program : undefined
      if (!found.has(reference)) found.set(reference, { program: own ?? inner, inSource: own !== undefined })
      if (own) registryModules(own, inner, templateAt, found, seen)
    } else if (module.source.kind === 'local') {
      const callee = loader.load(module.source.path).program
      if (callee?.language === 'bicep') registryModules(callee, inner, templateAt, found, seen)
    }
  })
}

// Values in a form that is the same on both sides.
const causeOf = (cause) => {
  if (cause.kind === 'parameter') return `parameter ${cause.name.toLowerCase()}`
  if ((cause.kind === 'runtime' || cause.kind === 'context') && cause.name === 'deployment().name') return 'deployment name'
  return cause.kind
}
const maxDepth = 60
// Resource ids are equal without regard to case, texts of files without regard to line breaks.
const idText = (text) => (text.includes('/providers/') ? text.toLowerCase() : text).replaceAll('\r\n', '\n')
function plain(value, depth = 0) {
  if (value === undefined) return '(absent)'
  if (depth > maxDepth) return '(deep)'
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? idText(value.value) : JSON.stringify(value.value)
    case 'unknown':
      return `?{${causeOf(value.cause)}}`
    case 'text':
      return idText(value.parts.map((part) => (typeof part === 'string' ? part : plain(part))).join(''))
    case 'array':
      return `[${value.items.map((item) => plain(item, depth + 1)).join(', ')}${value.rest ? `, ...${plain(value.rest, depth + 1)}` : ''}]`
    case 'object': {
      const entries = [...value.entries].map(([key, entry]) => `${key}: ${plain(entry.value, depth + 1)}`).sort()
      return `{${entries.join(', ')}${value.open ? `, ...${value.rest ? plain(value.rest) : '?'}` : ''}}`
    }
    case 'choice':
      return alternatives([...new Set(value.alternatives.map((one) => plain(one.value, depth + 1)))])
  }
}
const alternatives = (texts) => (texts.length === 1 ? texts[0] : `choice(${texts.sort().join(' | ')})`)
const certainty = (value) => {
  if (value.kind === 'unknown') return 'unknown'
  if (value.kind === 'choice') return 'choice'
  if (value.kind === 'text') return 'in part'
  return 'known'
}

/** Where two values differ, and in what. */
function differences(source, compiled, path, found, depth = 0) {
  if (found.length > 200 || depth > maxDepth) return
  if (source === undefined || compiled === undefined) {
    if (source !== compiled) tell(found, `property only in the ${source ? 'source' : 'template'}`, path, source, compiled)
    return
  }
  if (source.kind === 'object' && compiled.kind === 'object') {
    for (const key of new Set([...source.entries.keys(), ...compiled.entries.keys()]))
      differences(source.entries.get(key)?.value, compiled.entries.get(key)?.value, `${path}.${key}`, found, depth + 1)
    if (source.open !== compiled.open) tell(found, 'open object on one side', path, source, compiled)
    return
  }
  if (source.kind === 'array' && compiled.kind === 'array' && source.items.length === compiled.items.length) {
    source.items.forEach((item, at) => differences(item, compiled.items[at], `${path}[${at}]`, found, depth + 1))
    if (source.rest || compiled.rest) differences(source.rest, compiled.rest, `${path}[*]`, found, depth + 1)
    return
  }
  if (plain(source) === plain(compiled)) {
    const sameType = source.kind !== 'literal' || compiled.kind !== 'literal' || typeof source.value === typeof compiled.value
    if (!sameType) tell(found, 'type of a known value', path, source, compiled)
    return
  }
  const [a, b] = [certainty(source), certainty(compiled)]
  const kind =
    a === b
      ? a === 'unknown'
        ? `cause: ${causeOf(source.cause).split(' ')[0]} / ${causeOf(compiled.cause).split(' ')[0]}`
        : a === 'known'
          ? 'known values differ'
          : `${a === 'choice' ? 'choices' : 'texts'} differ`
      : `${a} in the source, ${b} in the template`
  tell(found, kind, path, source, compiled)
}
const tell = (found, kind, path, source, compiled) => found.push({ kind, path, source: shorten(plain(source)), compiled: shorten(plain(compiled)) })
const shorten = (text) => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

const keyOf = (resource) => `${resource.typeKey} ${plain(resource.id).toLowerCase()} ${resource.existing ? 'existing' : ''}`
const literalOf = (value) => ({ kind: 'literal', value })
const asValue = (object) => ({ kind: 'object', open: false, entries: new Map(Object.entries(object).map(([key, value]) => [key, { value }])) })
const listed = (texts) => literalOf([...texts].sort().join(' | '))

const withoutMetadata = (body) => ({ ...body, entries: new Map([...body.entries].filter(([key]) => key !== 'metadata')) })

function describeResource(resource) {
  return asValue({
    type: literalOf(resource.typeKey),
    name: { kind: 'array', items: resource.names },
    id: resource.id,
    scope: resource.scope,
    scopeKind: literalOf(resource.scopeKind),
    deployed: literalOf(String(resource.deployed)),
    apiVersion: resource.apiVersion,
    ...(resource.existing ? {} : { body: withoutMetadata(resource.body) }),
  })
}

const settings = { personas: [], principals: [], environmentOf: () => undefined, now: clock, incomplete: false }
function describeModel(model) {
  const subject = ({ type, name }) => `${type} ${name}`
  const vaultName = (vault) => (vault ? plain(vault.idValue) : '(none)')
  return {
    vault: model.vaults
      .filter(({ existing }) => !existing)
      .map((vault) => [
        plain(vault.idValue).toLowerCase(),
        asValue({
          deployed: literalOf(String(vault.deployed)),
          permissionModel: vault.permissionModel,
          enableRbacAuthorization: vault.enableRbacAuthorization,
          publicNetworkAccess: vault.network.publicNetworkAccess,
          defaultAction: vault.network.defaultAction,
          bypass: vault.network.bypass,
          ipRules: vault.network.ipRules,
          virtualNetworkRules: vault.network.virtualNetworkRules,
          softDelete: vault.recovery.softDelete,
          retentionDays: vault.recovery.retentionDays,
          purgeProtection: vault.recovery.purgeProtection,
          audited: literalOf(String(vault.logging.audited)),
          policies: literalOf(String(vault.policies.length)),
          policiesOpen: literalOf(String(vault.policiesOpen !== undefined)),
          endpoints: literalOf(String(vault.privateEndpoints.length)),
          keys: literalOf(String(vault.keys.length)),
          secrets: literalOf(String(vault.secrets.length)),
        }),
      ]),
    policy: model.policies.map((policy) => [
      `${vaultName(policy.vault)} ${policy.operation} ${plain(policy.objectId)}`.toLowerCase(),
      asValue({
        deployed: literalOf(String(policy.deployed)),
        tenant: policy.tenantId,
        tenantMatches: literalOf(String(policy.tenantMatches)),
        applicationId: policy.applicationId,
        ...policy.permissions,
      }),
    ]),
    assignment: model.assignments.map((assignment) => [
      `${plain(assignment.scopeId)} ${plain(assignment.principalId)} ${plain(assignment.roleDefinitionId)}`.toLowerCase(),
      asValue({
        deployed: literalOf(String(assignment.deployed)),
        role: literalOf(assignment.roleGuid ?? '(unknown)'),
        exists: literalOf(String(assignment.roleExists)),
        scopeKind: literalOf(assignment.scopeKind),
        principalType: assignment.principalType,
        eligible: literalOf(String(assignment.eligible)),
        condition: assignment.condition,
        vaults: listed(assignment.vaults.map((vault) => vaultName(vault).toLowerCase())),
      }),
    ]),
    grant: model.grants.map((grant) => [
      `${vaultName(grant.vault)} ${plain(grant.principal.objectId)} ${grant.plane} ${grant.mechanism} ${grant.role?.name ?? ''}`.toLowerCase(),
      asValue({
        deployed: literalOf(String(grant.deployed)),
        scopeKind: literalOf(grant.scopeKind),
        effective: literalOf(String(grant.effective)),
        open: literalOf(String(grant.open !== undefined)),
        operations: listed(grant.operations),
      }),
    ]),
    'private endpoint': model.privateEndpoints.map((endpoint) => [
      subject({ type: endpoint.type, name: plain(endpoint.resource?.id).toLowerCase() }),
      asValue({
        vault: literalOf(vaultName(endpoint.vault).toLowerCase()),
        targetsVault: literalOf(String(endpoint.targetsVault)),
        zones: literalOf(String(endpoint.hasZoneGroup)),
        groups: endpoint.groupIds,
      }),
    ]),
    endpoint: [...new Set(model.endpoints.map(({ name }) => name))].map((name) => [name, asValue({})]),
  }
}

/** Compares two lists of [key, value]; several of one key are brought into one order. */
function compareLists(what, source, compiled, found, only = () => true) {
  const group = (list) => {
    const groups = new Map()
    for (const [key, value] of list) groups.set(key, [...(groups.get(key) ?? []), value])
    for (const values of groups.values()) if (values.length > 1) values.sort((a, b) => (plain(a) < plain(b) ? -1 : 1))
    return groups
  }
  const [a, b] = [group(source), group(compiled)]
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [x = [], y = []] = [a.get(key), b.get(key)]
    if (x.length !== y.length) {
      if (only(key)) found.push({ kind: `${what}: number`, path: key, source: String(x.length), compiled: String(y.length) })
      continue
    }
    const inner = []
    x.forEach((value, at) => differences(value, y[at], '', inner))
    for (const each of inner) found.push({ ...each, kind: `${what}: ${each.kind}`, path: `${key} ${each.path}` })
  }
}

const perhaps = (key) => !key.endsWith(' existing')
const resourcesOf = ({ resources }) =>
  resources.flatMap((resource) => (isOfAzure(resource) ? [[keyOf(resource), describeResource(resource)]] : []))
const isOfAzure = ({ typeKey }) => /^[^/]+\./.test(typeKey) && !typeKey.startsWith('microsoft.graph/')
function compare(source, compiled) {
  const found = []
  compareLists(
    'resource',
    resourcesOf(source),
    resourcesOf(compiled),
    found,
    perhaps,
  )
  const [a, b] = [describeModel(buildModel(source, settings, [])), describeModel(buildModel(compiled, settings, []))]
  for (const what of Object.keys(a)) compareLists(what, a[what], b[what], found)
  const outputs = (deployment) => [...deployment.outputs].map(([key, { value }]) => [key, value])
  compareLists('output', outputs(source), outputs(compiled), found)
  const errors = (deployment) => deployment.problems.filter(({ severity, code }) => severity === 'error' && code !== 'module-missing')
  for (const problem of errors(source)) found.push({ kind: `problem of the source: ${problem.code}`, path: problem.message, source: '', compiled: '' })
  for (const problem of errors(compiled)) found.push({ kind: `problem of the template: ${problem.code}`, path: problem.message, source: '', compiled: '' })
  return found
}

const results = { agree: 0, partAgree: 0, differ: [], stale: [], alone: 0, opaque: 0, inSource: 0, asCompiled: 0, worlds: 0, resources: 0 }
const only = option('--pair')
const parameterFiles = new Map()
const parametersBeside = (path) => {
  const at = dirname(path)
  if (!parameterFiles.has(at)) {
    const beside = paths.filter((other) => dirname(other) === at && other !== path)
    const read = beside.flatMap((other) => {
      const source = new SourceText(other, textAt(other))
      const { kind } = recognise(other, source.text) ?? {}
      if (kind === 'bicep-parameters') return [readBicepParameters(source, context)]
      if (kind !== 'arm-parameters') return []
      const tree = parseJson(source)
      return [readParameterFile(source, tree.root, tree)]
    })
    parameterFiles.set(at, read)
  }
  return parameterFiles.get(at)
}

for (const path of paths) {
  if (!/\.jsonc?$/i.test(path) || (only && !path.includes(only))) continue
  const text = textAt(path)
  if (!text.includes('_generator') || recognise(path, text)?.kind !== 'arm-template') continue
  const source = new SourceText(path, text)
  const tree = parseJson(source)
  const compiled = lowerTemplate(source, tree.root, tree)
  if (!compiled.generated) continue
  const twin = twinOf(path)
  const program = twin && loader.load(twin).program
  if (!program) {
    results.alone++
    continue
  }
  if (!isFresh(program, compiled)) {
    results.stale.push(path)
    continue
  }
  const registry = new Map()
  registryModules(program, compiled, (inner) => contentOf(nodeOf(inner, tree.root)), registry)
  let opaque = 0
  const resolve = (reference) => {
    const found = registry.get(reference)
    if (found) return { program: found.program }
    return { cause: { kind: 'external-module', reference } }
  }
  const resolver = { load: (...args) => loader.load(...args), loaded: (path) => loader.loaded(path), resolve }
  const targets = [{ path: program.file, parameters: [...program.parameters.values()].map(({ name }) => name) }]
  const bound = pairParameters(targets, parametersBeside(program.file)).files.get(program.file) ?? []
  const found = []
  for (const world of [[], ...bound.map((file) => [file])]) {
    const [a] = deployAll([program], () => world, resolver, { clock })
    const [b] = deployAll([compiled], () => world, resolver, { clock })
    if (!a || !b) continue
    results.worlds++
    results.resources += a.resources.length
    opaque += a.opaque.length
    found.push(...compare(a, b).map((each) => ({ ...each, world: world[0]?.file ?? 'its defaults' })))
  }
  const compiledModules = [...registry.values()].filter(({ inSource }) => !inSource).length
  results.inSource += registry.size - compiledModules
  results.asCompiled += compiledModules
  results.opaque += opaque
  const wanted = found.filter(({ kind }) => !option('--kind') || kind.includes(option('--kind')))
  if (found.length === 0) {
    if (compiledModules + opaque > 0) results.partAgree++
    else results.agree++
  } else if (wanted.length > 0) results.differ.push({ path, found: wanted })
}

/** The node of a program within a template. */
function nodeOf({ span }, tree) {
  let node = tree
  for (let next = tree; next; ) {
    node = next
    if (node.start === span.start && node.end === span.end) return node
    const within = node.kind === 'object' ? node.members.map(({ value }) => value) : node.kind === 'array' ? node.items : []
    next = within.find(({ start, end }) => start <= span.start && span.end <= end)
  }
  return node
}

const show = Number(option('--show') ?? 20)
for (const { path, found } of results.differ.slice(0, show)) {
  console.log(`\n${path}: ${found.length} differences`)
  for (const each of found.slice(0, only ? 200 : 12)) {
    console.log(`  ${each.kind}  [${each.world}]\n    ${each.path.slice(0, 400)}\n      source:   ${each.source}\n      template: ${each.compiled}`)
  }
}
const kinds = new Map()
for (const { found } of results.differ) for (const kind of new Set(found.map((each) => each.kind))) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
if (kinds.size > 0) console.log('\npairs by kind of difference')
for (const [kind, count] of [...kinds].sort((x, y) => y[1] - x[1])) console.log(String(count).padStart(6), kind)

const fresh = results.agree + results.partAgree + results.differ.length
const percent = (count) => (fresh === 0 ? '' : ` (${((100 * count) / fresh).toFixed(1)} %)`)
console.log(`\n${fresh} fresh pairs, ${results.worlds} worlds, ${results.resources} resources; ${results.stale.length} stale pairs and ${results.alone} templates without source left alone`)
console.log(`registry modules: ${results.inSource} followed into their source, ${results.asCompiled} as compiled on both sides, ${results.opaque} calls not followed`)
console.log(`${results.agree + results.partAgree} agree${percent(results.agree + results.partAgree)}: ${results.agree} as a whole, ${results.partAgree} in part (calls of registry modules, not their insides)`)
console.log(`${results.differ.length} differ${percent(results.differ.length)}`)
if (rest.includes('--stale')) for (const path of results.stale) console.log('stale', path)
