/** The JSON report (`--format json`), for whoever reads it; closed, so that a test notices what is not said here. */
const severity = { enum: ['error', 'warning', 'note'] }
const texts = { type: 'array', items: { type: 'string' } }
const count = { type: 'integer', minimum: 0 }

const location = {
  type: 'object',
  description: 'Lines and columns from 1, `endColumn` exclusive; the path relative to the repository root.',
  required: ['path', 'startLine', 'startColumn', 'endLine', 'endColumn'],
  properties: {
    path: { type: 'string' },
    startLine: { type: 'integer', minimum: 1 },
    startColumn: { type: 'integer', minimum: 1 },
    endLine: { type: 'integer', minimum: 1 },
    endColumn: { type: 'integer', minimum: 1 },
  },
  additionalProperties: false,
}

const resource = {
  type: 'object',
  required: ['type', 'name'],
  properties: { type: { type: 'string' }, name: { type: 'string' }, symbol: { type: 'string' } },
  additionalProperties: false,
}

const subject = {
  type: 'object',
  properties: {
    vault: { type: 'string', description: 'The `id` of a vault in `access`.' },
    principal: { type: 'string', description: 'Object id, or symbol where it is an expression.' },
  },
  additionalProperties: false,
}

const exception = {
  type: 'object',
  required: ['reason', 'owner', 'expires'],
  properties: { reason: { type: 'string' }, owner: { type: 'string' }, expires: { type: 'string' } },
  additionalProperties: false,
}

const finding = {
  type: 'object',
  required: ['rule', 'severity', 'verdict', 'message', 'when', 'fingerprint', 'related'],
  properties: {
    rule: { type: 'string' },
    title: { type: 'string' },
    severity,
    verdict: { enum: ['fail', 'cannot-tell'] },
    message: { type: 'string' },
    why: { type: 'string' },
    when: texts,
    fingerprint: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    resource: { $ref: '#/definitions/resource' },
    subject: { $ref: '#/definitions/subject' },
    location: { $ref: '#/definitions/location' },
    related: {
      type: 'array',
      items: {
        type: 'object',
        required: ['message', 'location'],
        properties: { message: { type: 'string' }, location: { $ref: '#/definitions/location' } },
        additionalProperties: false,
      },
    },
    instances: {
      type: 'array',
      items: {
        type: 'object',
        required: ['when'],
        properties: {
          resource: { $ref: '#/definitions/resource' },
          subject: { $ref: '#/definitions/subject' },
          when: texts,
        },
        additionalProperties: false,
      },
    },
    fix: {
      type: 'object',
      required: ['description', 'edits'],
      properties: {
        description: { type: 'string' },
        edits: {
          type: 'array',
          items: {
            type: 'object',
            required: ['location', 'text'],
            properties: { location: { $ref: '#/definitions/location' }, text: { type: 'string' } },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
    advice: { type: 'string' },
    cause: {
      type: 'object',
      required: ['kind', 'text'],
      properties: {
        kind: { type: 'string' },
        text: { type: 'string' },
        location: { $ref: '#/definitions/location' },
      },
      additionalProperties: false,
    },
    waiver: exception,
    requestedWaiver: exception,
    baseline: { const: true },
  },
  additionalProperties: false,
}

const grant = {
  type: 'object',
  required: ['principal', 'plane', 'mechanism', 'scope', 'operations', 'effective'],
  properties: {
    vault: { type: 'string' },
    principal: {
      type: 'object',
      required: ['id'],
      properties: {
        id: { type: 'string' },
        name: { type: 'string' },
        type: { type: 'string' },
        persona: { type: 'string' },
      },
      additionalProperties: false,
    },
    plane: { enum: ['management', 'data'] },
    mechanism: { enum: ['accessPolicy', 'roleAssignment', 'declaration'] },
    scope: { type: 'string' },
    role: { type: 'string' },
    operations: texts,
    open: {
      const: true,
      description: 'There may be operations beyond those, which nobody can tell before deployment.',
    },
    effective: { type: ['boolean', 'null'] },
    location: { $ref: '#/definitions/location' },
  },
  additionalProperties: false,
}

/** A finding of the proposal, with its place in the proposal's own texts. */
const proposed = {
  type: 'object',
  required: ['rule', 'severity', 'message'],
  properties: {
    rule: { type: 'string' },
    severity,
    was: severity,
    message: { type: 'string' },
    resource: { type: 'string' },
    location: { $ref: '#/definitions/location' },
    waiver: exception,
    undecided: { const: true },
  },
  additionalProperties: false,
}

export const reportSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Report of Key Vault access review',
  type: 'object',
  required: ['schema', 'tool', 'verdict', 'summary', 'findings', 'problems', 'access'],
  properties: {
    schema: { const: 'keyvault-access-review/report/v1' },
    tool: {
      type: 'object',
      required: ['name', 'version'],
      properties: { name: { type: 'string' }, version: { type: 'string' } },
      additionalProperties: false,
    },
    verdict: { enum: ['pass', 'fail', 'error'] },
    summary: {
      type: 'object',
      required: [
        'files',
        'vaults',
        'grants',
        'error',
        'warning',
        'note',
        'cannotTell',
        'waived',
        'baselined',
        'problems',
      ],
      properties: {
        files: count,
        vaults: count,
        grants: count,
        error: count,
        warning: count,
        note: count,
        cannotTell: count,
        waived: count,
        baselined: count,
        problems: count,
        outside: count,
      },
      additionalProperties: false,
    },
    findings: { type: 'array', items: finding },
    problems: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'severity', 'message'],
        properties: {
          code: { type: 'string' },
          severity: { enum: ['error', 'note'] },
          message: { type: 'string' },
          location: { $ref: '#/definitions/location' },
        },
        additionalProperties: false,
      },
    },
    access: {
      type: 'object',
      required: ['vaults', 'grants'],
      properties: {
        vaults: {
          type: 'array',
          items: {
            type: 'object',
            required: ['id', 'name', 'permissionModel', 'publicNetworkAccess'],
            properties: {
              id: { type: 'string' },
              name: { type: 'string' },
              permissionModel: { enum: ['rbac', 'accessPolicy', 'unknown'] },
              publicNetworkAccess: { enum: ['enabled', 'disabled', 'securedByPerimeter', 'unknown'] },
              location: { $ref: '#/definitions/location' },
            },
            additionalProperties: false,
          },
        },
        grants: { type: 'array', items: grant },
        changes: {
          type: 'object',
          description: 'Only of a comparison (`access --base`): each grant holds the operations that differ.',
          required: ['base', 'granted', 'taken'],
          properties: {
            base: { type: 'string' },
            granted: { type: 'array', items: grant },
            taken: { type: 'array', items: grant },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    underProposedRules: {
      type: 'object',
      description: 'Only of a change of rules, configuration or waivers: what its own would do to the findings.',
      required: ['files', 'gone', 'added', 'changed', 'problems'],
      properties: {
        files: { type: 'array', items: { type: 'string' } },
        failOn: { enum: ['error', 'warning', 'note', 'never'] },
        gone: { type: 'array', items: proposed },
        added: { type: 'array', items: proposed },
        changed: { type: 'array', items: proposed },
        problems: {
          description: 'Mistakes that only the proposal has; where there are any, nothing else is told.',
          type: 'array',
          items: {
            type: 'object',
            required: ['code', 'message'],
            properties: {
              code: { type: 'string' },
              message: { type: 'string' },
              file: { type: 'string' },
              location: { $ref: '#/definitions/location' },
            },
            additionalProperties: false,
          },
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
  definitions: { location, resource, subject },
} as const
