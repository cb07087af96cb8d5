// Scaffolds a rule of the pack: a rule file that works, with an example on each side, to be edited.
//   npm run new-rule -- ID [--into FOLDER]
// FOLDER is the pack's folder, by default policies/. Nothing that exists is written over.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const args = process.argv.slice(2)
const at = args.indexOf('--into')
const [, into] = at < 0 ? [] : args.splice(at, 2)
const [id, ...more] = args

function refuse(message) {
  process.stderr.write(`new-rule: ${message}\n`)
  process.exit(2)
}

if (id === undefined || more.length > 0 || (at >= 0 && into === undefined))
  refuse('usage: npm run new-rule -- ID [--into FOLDER]')
if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id.length > 80)
  refuse(
    `\`${id}\` is no id: expected words of small letters and digits with hyphens, a claim that holds in good code, such as \`purge-protection\``,
  )
const folder = into ?? join(root, 'policies')
if (!existsSync(folder)) refuse(`there is no folder ${folder}`)
const pack = join(folder, 'packs', 'recommended.yaml')
const packText = existsSync(pack) ? readFileSync(pack, 'utf8') : undefined
const taken = [join(folder, `${id}.yaml`), join(folder, 'examples', id)].find((path) => existsSync(path))
if (taken !== undefined) refuse(`${relative(process.cwd(), taken)} exists already`)
if (packText !== undefined && new RegExp(`^ {2}${id}:`, 'm').test(packText)) refuse(`${pack} names ${id} already`)
if (packText !== undefined && !/\nrules:\n(?: {2}\S.*\n)+$/.test(packText)) refuse(`${pack} does not end with its rules`)

const rule = `${into === undefined ? '# yaml-language-server: $schema=../schemas/rule.json\n' : ''}id: ${id}
title: A vault is not named like this one
severity: warning
category: template
why: >-
  Say what goes wrong where the rule is broken; this first sentence stands in findings.
see:
  - https://learn.microsoft.com/azure/key-vault/general/
for: vault
must: { field: name, notLike: "*-replace-me" }
say: "{name} is still named as the scaffold named it."
at: [name]
fix: Say what to do instead.
`

const bicep = (name, mark) => `resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
${mark ? `  // expect: ${id}\n` : ''}  name: '${name}'
  location: 'westeurope'
  properties: {
    tenantId: subscription().tenantId
    sku: { family: 'A', name: 'standard' }
  }
}
`

const arm = (name, mark) => `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "resources": [
    {
      "type": "Microsoft.KeyVault/vaults",
      "apiVersion": "2026-02-01",
${mark ? `      // expect: ${id}\n` : ''}      "name": "${name}",
      "location": "westeurope",
      "properties": {
        "tenantId": "[subscription().tenantId]",
        "sku": { "family": "A", "name": "standard" }
      }
    }
  ]
}
`

const files = [
  [`${id}.yaml`, rule],
  [`examples/${id}/fail-named.bicep`, bicep('kv-replace-me', true)],
  [`examples/${id}/fail-named.json`, arm('kv-replace-me', true)],
  [`examples/${id}/pass-named.bicep`, bicep('kv-shop', false)],
  [`examples/${id}/pass-named.json`, arm('kv-shop', false)],
]
for (const [path, text] of files) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text, { flag: 'wx' })
}
if (packText !== undefined) writeFileSync(pack, `${packText}  ${id}: warning\n`)

const shown = (path) => relative(process.cwd(), join(folder, path)) || '.'
const isOurs = into === undefined
process.stdout.write(`written  ${files.map(([path]) => shown(path)).join('\n         ')}
${packText === undefined ? '' : `added to ${relative(process.cwd(), pack)}\n`}
Next:
  1. write the rule: schemas/subject.json lists what \`for\` may be and the fields of each
  2. make the examples show both sides; \`// expect: ${id}\` stands on the line above the place
  3. ${isOurs ? 'npm run build && node dist/cli/index.js test' : `kv-review test ${shown('')}`}
`)
