import { personaTable, ruleSettings } from './configuration.js'

/** The one definition of a pack: which rules are on, how severe, with which parameters. */
const text = { type: 'string', pattern: '\\S', expected: 'a text that is not empty' }

export const packSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A pack of rules of Key Vault access review',
  type: 'object',
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { const: 'keyvault-access/v1' },
    kind: { const: 'Pack' },
    name: text,
    description: text,
    extends: {
      description: 'recommended, strict, or paths of packs or folders of rules, relative to this file.',
      type: ['array', 'string'],
      expected: 'a pack or a list of packs',
      items: text,
    },
    rules: ruleSettings,
    personas: personaTable,
  },
  additionalProperties: false,
} as const
