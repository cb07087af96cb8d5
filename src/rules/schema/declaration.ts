/** The one definition of a YAML access declaration; `expected` words a mistake and is left out for editors. */
const text = { type: 'string', pattern: '\\S', expected: 'a text that is not empty' }

const permissionWords = {
  type: ['array', 'string'],
  expected: 'a list of permissions, or `all`',
  items: text,
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word
  then: { const: 'all' },
}

const access = {
  type: 'object',
  required: ['principal'],
  properties: {
    principal: {
      type: 'object',
      description: 'Who; matched by object id, then symbol, then name.',
      properties: {
        name: text,
        type: {
          ...text,
          description: 'User, Group or ServicePrincipal.',
          examples: ['User', 'Group', 'ServicePrincipal'],
        },
        objectId: text,
        symbol: { ...text, description: 'Bicep symbol, parameter or identity name; globs.' },
      },
      anyOf: [{ required: ['objectId'] }, { required: ['symbol'] }, { required: ['name'] }],
      expected: 'a mapping with `objectId`, `symbol` or `name`',
      additionalProperties: false,
    },
    persona: text,
    role: { ...text, description: 'Name or id of a role.' },
    permissions: {
      type: 'object',
      description: 'Permissions of an access policy, by kind of object.',
      properties: {
        keys: permissionWords,
        secrets: permissionWords,
        certificates: permissionWords,
        storage: permissionWords,
      },
      minProperties: 1,
      additionalProperties: false,
    },
    scope: {
      enum: ['tenant', 'managementGroup', 'subscription', 'resourceGroup', 'vault', 'object'],
      description: 'Where the role is assigned; vault where this is absent.',
    },
    owner: text,
    reason: text,
    expires: {
      type: 'string',
      pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
      expected: 'a date such as `2027-06-30`',
    },
  },
  anyOf: [{ required: ['role'] }, { required: ['permissions'] }],
  expected: 'a mapping with `role` or `permissions`',
  additionalProperties: false,
}

export const declarationSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Declaration of access to key vaults',
  type: 'object',
  required: ['apiVersion', 'kind', 'vaults'],
  properties: {
    apiVersion: { const: 'keyvault-access/v1' },
    kind: { const: 'AccessDeclaration' },
    vaults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { ...text, description: 'Name, symbol or resource id of a vault; globs.' },
          environment: text,
          permissionModel: { enum: ['rbac', 'accessPolicy'] },
          network: {
            type: 'object',
            properties: {
              publicAccess: { enum: ['enabled', 'disabled', 'securedByPerimeter'] },
              privateEndpoint: { enum: ['required', 'optional', 'none'] },
              allowedIpRanges: { type: 'array', items: text, description: 'IPv4 addresses and ranges; deny the rest.' },
              allowedSubnets: { type: 'array', items: text, description: 'Resource ids of subnets; deny the rest.' },
            },
            additionalProperties: false,
          },
          recovery: {
            type: 'object',
            properties: {
              softDelete: { type: 'boolean' },
              purgeProtection: { type: 'boolean' },
              retentionDays: { type: 'integer' },
            },
            additionalProperties: false,
          },
          logging: { type: 'object', properties: { required: { type: 'boolean' } }, additionalProperties: false },
          access: { type: 'array', items: access },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
} as const
