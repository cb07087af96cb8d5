/** The one definition of `.github/keyvault-access.yml`; `expected` words a mistake and is left out for editors. */
const severity = { enum: ['error', 'warning', 'note'] }

const date = {
  type: 'string',
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  expected: 'a date such as `2027-03-01`',
}

const objectId = {
  type: 'string',
  pattern: '^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$',
  expected: 'an object id such as `11111111-1111-4111-8111-111111111111`',
}

const text = { type: 'string', pattern: '\\S', expected: 'a text that is not empty' }
const texts = { type: 'array', items: text }
/** A longer one would match nothing. */
const glob = {
  type: 'string',
  pattern: '^(?=[\\s\\S]{1,1024}$)[\\s\\S]*\\S',
  expected: 'a glob of 1 to 1,024 characters',
}
const host = {
  type: 'string',
  pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$',
  expected: 'a host, perhaps with a port, such as `mcr.microsoft.com`',
}

const ruleSetting = {
  description: 'off, note, warning or error; or a severity with parameters.',
  type: ['string', 'object'],
  expected: 'a severity or a mapping with `severity` and `parameters`',
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then: { enum: ['off', 'note', 'warning', 'error'] },
  else: {
    properties: {
      severity: { enum: ['off', 'note', 'warning', 'error'] },
      parameters: { type: 'object', description: 'Values of the rule’s parameters by name.' },
    },
    additionalProperties: false,
  },
}

export const ruleSettings = {
  type: 'object',
  description: 'Rules by id: their severity, and values of their parameters.',
  additionalProperties: ruleSetting,
}

const permissionWords = {
  type: ['array', 'string'],
  expected: 'a list of permissions, or `all`',
  items: text,
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then: { const: 'all' },
}

export const personaTable = {
  type: 'object',
  description: 'Personas by id: added to the table, or narrowed where the id is already there.',
  additionalProperties: {
    type: 'object',
    properties: {
      label: { ...text, description: 'What people call it.' },
      dataPlane: {
        type: 'object',
        description: 'Permissions of access policies that it may hold, by kind of object.',
        properties: {
          keys: permissionWords,
          secrets: permissionWords,
          certificates: permissionWords,
          storage: permissionWords,
        },
        additionalProperties: false,
      },
      roles: { ...texts, description: 'Names or ids of roles whose whole contents it may hold.' },
      actions: { ...texts, description: 'Management operations that it may hold beyond those roles.' },
      excludes: { ...texts, description: 'Personas that nobody may hold at the same time.' },
      exempt: { type: 'boolean', description: 'Stands outside the table and is not judged.' },
      productionOnly: {
        type: 'boolean',
        description: 'Its limits hold in production only, and its access to data is left to a rule of its own.',
      },
    },
    additionalProperties: false,
  },
}

export const configurationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Configuration of Key Vault access review',
  type: 'object',
  required: ['apiVersion', 'kind'],
  properties: {
    apiVersion: { const: 'keyvault-access/v1' },
    kind: { const: 'Configuration' },
    extends: {
      description: 'Packs to start from: recommended, strict, or paths of packs or folders of rules in the repository.',
      type: ['array', 'string'],
      expected: 'a pack or a list of packs',
      items: text,
    },
    environment: { ...text, description: 'Environment of everything that `environments` does not name.' },
    environments: {
      description: 'Environments by path; the first entry whose paths match a file holds for it.',
      type: 'array',
      items: {
        type: 'object',
        properties: {
          paths: { type: 'array', items: glob, minItems: 1, description: 'Globs from the repository root.' },
          environment: {
            ...text,
            description: 'The environment of these paths; without `paths`, the one whose rules are set.',
          },
          rules: { ...ruleSettings, description: 'Rules set otherwise for these paths, or for this environment.' },
        },
        anyOf: [{ required: ['paths'] }, { required: ['environment'] }],
        expected: 'a mapping with `paths` or `environment`',
        additionalProperties: false,
      },
    },
    rules: ruleSettings,
    azurePolicy: {
      description: 'Azure Policy definitions or initiatives to run as they are.',
      type: 'array',
      items: {
        type: ['string', 'object'],
        expected: 'a path of at most 1,024 characters, or a mapping with `definition`',
        pattern: glob.pattern,
        required: ['definition'],
        properties: {
          definition: { ...glob, description: 'Path of the definition or initiative; globs from the repository root.' },
          parameters: { type: 'object', description: 'Values of its parameters by name.' },
          severity: {
            ...severity,
            description:
              'How its findings count; where this is absent, as its effect: error for Deny, note for DeployIfNotExists, warning for others.',
          },
        },
        additionalProperties: false,
      },
    },
    principals: {
      description: 'Who is which persona.',
      type: 'array',
      items: {
        type: 'object',
        required: ['persona'],
        properties: {
          persona: text,
          objectId,
          name: text,
          type: text,
          symbol: { ...glob, description: 'Bicep symbol, parameter or identity name; globs.' },
        },
        anyOf: [{ required: ['objectId'] }, { required: ['symbol'] }, { required: ['name'] }],
        expected: 'a mapping with `objectId`, `symbol` or `name`',
        additionalProperties: false,
      },
    },
    personas: personaTable,
    registries: {
      type: 'array',
      items: host,
      description: 'Hosts of OCI registries that may be asked for modules.',
    },
    waivers: {
      description: 'Findings that are accepted for a time, each with an owner, a reason and an end.',
      type: 'array',
      items: {
        type: 'object',
        required: ['rule', 'owner', 'reason', 'expires'],
        properties: {
          rule: { ...glob, description: 'Id of the rule; globs.' },
          resource: { ...glob, description: 'Name or symbol of the resource or its vault; globs.' },
          path: { ...glob, description: 'Globs from the repository root.' },
          owner: text,
          reason: text,
          expires: { ...date, description: 'The day from which it no longer holds.' },
        },
        additionalProperties: false,
      },
    },
    cannotTell: {
      enum: ['ignore', 'note', 'warning', 'error'],
      description: 'How what cannot be told before deployment counts.',
    },
    failOn: { enum: ['error', 'warning', 'note', 'never'], description: 'From which severity on the run fails.' },
    inlineAllow: {
      enum: ['base', 'author'],
      description: 'Whose inline allow comments hold: those of the base commit only, or the author’s own too.',
    },
    maxFileSize: {
      type: 'integer',
      minimum: 1024,
      maximum: 268435456,
      description: 'Bytes; larger files are not read.',
    },
  },
  additionalProperties: false,
} as const
