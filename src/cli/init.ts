import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'
import { openDisk } from '../disk.js'
import { openGit } from '../git.js'
import { CONFIG_FILE } from '../settings.js'
import { type Host, type Status, UsageError } from './host.js'
import type { Options } from './options.js'

const WORKFLOW = '.github/workflows/keyvault-access.yml'
const DECLARATION = 'keyvault-access.yml'

/** Where the project is published; `OWNER` stands for the account that carries it. */
const HOME = 'OWNER/keyvault-access-review'

/** `kv-review init`: a configuration, a workflow and a declaration to start from; what exists stays as it is. */
export function init(options: Options, host: Host, entry: string | undefined): Status {
  const { root } = openDisk(host.cwd, openGit)
  const schemas = findSchemas(root, entry)
  const config = options.configGiven ? options.config : CONFIG_FILE
  const files = [
    { path: config, text: writeConfiguration(schemaLine(schemas, config, 'configuration')) },
    { path: WORKFLOW, text: writeWorkflow(config) },
    { path: DECLARATION, text: writeDeclaration(schemaLine(schemas, DECLARATION, 'declaration'), host.clock()) },
  ]
  const lines = files.map(({ path, text }) => `${create(root, path, text) ? 'written   ' : 'left as is'}  ${path}`)
  host.stdout.write(`${lines.join('\n')}\n`)
  if (!options.quiet) {
    host.stdout.write(
      [
        '',
        'Next:',
        `  1. name your principals and environments in ${config}`,
        `  2. replace OWNER and COMMIT in ${WORKFLOW} by the release that you trust`,
        `  3. describe your vaults in ${DECLARATION}, or delete it`,
        '  4. run `kv-review check`',
        '',
      ].join('\n'),
    )
  }
  return 0
}

/** Writes a file that is not there yet; false where there is one. */
function create(root: string, path: string, text: string): boolean {
  const target = join(root, path)
  try {
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (existsSync(target)) return false
    throw new UsageError(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** The schemas that came with this program, from the root, where they lie within it. */
function findSchemas(root: string, entry: string | undefined): string | undefined {
  if (entry === undefined || !existsSync(entry)) return undefined
  const folder = join(dirname(realpathSync(entry)), '..', '..', 'schemas')
  const below = relative(root, folder).split(sep).join('/')
  return existsSync(join(folder, 'configuration.json')) && !below.startsWith('..') ? below : undefined
}

function schemaLine(schemas: string | undefined, file: string, name: string): string {
  const address =
    schemas === undefined
      ? `https://raw.githubusercontent.com/${HOME}/v1/schemas/${name}.json`
      : `${relativeFrom(file, schemas)}/${name}.json`
  return `# yaml-language-server: $schema=${address}`
}

function relativeFrom(file: string, folder: string): string {
  const path = posix.relative(posix.dirname(file), folder)
  return path.startsWith('.') ? path : `./${path}`
}

function writeConfiguration(schema: string): string {
  return `${schema}
apiVersion: keyvault-access/v1
kind: Configuration
extends: [recommended]          # or: strict
# environment: production       # or by path:
# environments:
#   - { paths: ["infra/dev/**"], environment: development }
#   - { paths: ["infra/prod/**"], environment: production }
# principals:                   # who is which persona: security-team, developers-operators, auditors, storage-account, application
#   - { persona: security-team, objectId: 00000000-0000-0000-0000-000000000000, name: Vault admins, type: Group }
#   - { persona: application, symbol: "appIdentity*" }
# rules:
#   public-network-access-disabled: warning
# waivers:
#   - { rule: network-default-deny, resource: kv-dev-*, owner: platform-team, reason: "a lab without data", expires: 2027-03-01 }
`
}

function writeWorkflow(config: string): string {
  return `name: key vault access
on:
  pull_request:
permissions: {}
jobs:
  review:
    runs-on: ubuntu-latest
    permissions:
      contents: read            # the files of the pull request
      pull-requests: write      # comments; without it, annotations and the job summary
    steps:
      - uses: ${HOME}@COMMIT # v1.0.0
${config === CONFIG_FILE ? '' : `        with:\n          config: ${config}\n`}`
}

function writeDeclaration(schema: string, now: number): string {
  const expires = new Date(now + 365 * 24 * 3600 * 1000).toISOString().slice(0, 10)
  return `${schema}
# The access that was approved: what templates grant beyond it is a finding.
apiVersion: keyvault-access/v1
kind: AccessDeclaration
vaults:
  - name: kv-example            # a vault's name, symbol or resource id; globs
    permissionModel: rbac
    network: { publicAccess: disabled, privateEndpoint: required }
    recovery: { purgeProtection: true, retentionDays: 90 }
    logging: { required: true }
    access:
      - principal: { name: Vault admins, type: Group, objectId: 00000000-0000-0000-0000-000000000000 }
        persona: security-team
        role: Key Vault Administrator
        owner: security@example.com
        reason: operates the vault
        expires: ${expires}
`
}
