/** The one definition of a rule file; the conditions' deeper rules are the program's own (see `condition.ts`). */
const text = { type: 'string', pattern: '\\S', expected: 'a text that is not empty' }
const texts = { type: 'array', items: text }

const bound = { type: ['number', 'string'], expected: 'a number, a text or an expression in brackets' }
const operand = { description: 'A value, or an expression in brackets.' }
const listOperand = { type: ['array', 'string'], expected: 'a list, or an expression in brackets' }
const pattern = { type: 'string' }

const condition = {
  type: 'object',
  properties: {
    allOf: { type: 'array', items: { $ref: '#/definitions/condition' } },
    anyOf: { type: 'array', items: { $ref: '#/definitions/condition' } },
    not: { $ref: '#/definitions/condition' },
    field: text,
    value: operand,
    count: {
      type: 'object',
      properties: {
        field: text,
        value: listOperand,
        name: text,
        where: { $ref: '#/definitions/condition' },
      },
      additionalProperties: false,
    },
    equals: operand,
    notEquals: operand,
    like: pattern,
    notLike: pattern,
    match: pattern,
    notMatch: pattern,
    matchInsensitively: pattern,
    notMatchInsensitively: pattern,
    contains: operand,
    notContains: operand,
    in: listOperand,
    notIn: listOperand,
    containsKey: pattern,
    notContainsKey: pattern,
    less: bound,
    lessOrEquals: bound,
    greater: bound,
    greaterOrEquals: bound,
    exists: { type: ['boolean', 'string'], expected: '`true` or `false`' },
    subsetOf: listOperand,
    intersects: listOperand,
  },
  additionalProperties: false,
}

export const ruleSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'A rule of Key Vault access review',
  type: 'object',
  required: ['id', 'title', 'severity', 'category', 'why', 'for', 'must', 'say'],
  properties: {
    id: {
      type: 'string',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
      expected: 'words of small letters and digits with hyphens, such as `purge-protection`',
      description: 'A claim that holds in good code; also the name of the file.',
    },
    title: { ...text, description: 'The claim as a sentence that may follow “whether”.' },
    severity: { enum: ['error', 'warning', 'note'] },
    category: text,
    why: { ...text, description: 'Why it matters, for the rule’s page; its first sentence stands in findings.' },
    here: { ...text, description: 'Why it matters here: one sentence with {fields}, in place of the first of `why`.' },
    see: texts,
    for: {
      enum: [
        'vault',
        'grant',
        'accessPolicy',
        'roleAssignment',
        'roleDefinition',
        'principal',
        'privateEndpoint',
        'key',
        'secret',
        'object',
        'escalation',
        'exposure',
        'resource',
        'declaration',
        'endpoint',
        'waiver',
      ],
      description: 'What is judged, one by one.',
    },
    types: {
      ...texts,
      description:
        'Of `for: resource`: their types, `*` for any characters (`Microsoft.KeyVault/*`); all where this is absent.',
    },
    when: { $ref: '#/definitions/condition', description: 'Which of them; all where this is absent.' },
    must: { $ref: '#/definitions/condition', description: 'What has to hold.' },
    raise: {
      type: 'object',
      description: 'Where it is graver than the rule’s own severity, unless the configuration set another one.',
      required: ['to', 'when'],
      properties: { to: { enum: ['error', 'warning'] }, when: { $ref: '#/definitions/condition' } },
      additionalProperties: false,
    },
    say: { ...text, description: 'What is said of one that fails, with {fields}.' },
    at: { ...texts, description: 'Fields on which a finding may stand, best first: the first that is written.' },
    related: {
      type: 'object',
      description: 'Fields whose place is shown beside the finding, each with what is said of it.',
      additionalProperties: text,
    },
    fix: {
      description: 'How to mend it: words, or words with an edit.',
      type: ['string', 'object'],
      expected: 'a text, or a mapping with `say`',
      pattern: '\\S',
      required: ['say'],
      properties: {
        say: text,
        set: {
          type: 'object',
          description: 'Writes a property of the resource: its path, and its value.',
          required: ['property', 'value'],
          properties: {
            property: text,
            value: { type: ['string', 'number', 'boolean'], description: 'A value, or an expression in brackets.' },
          },
          additionalProperties: false,
        },
        replace: { enum: ['nearest'], description: 'Puts the nearest allowed word in place of the one found.' },
        remove: {
          enum: ['found', 'subject'],
          description: 'Takes the value found, or the entry judged, out of its list.',
        },
      },
      additionalProperties: false,
    },
    claims: { type: 'array', items: { type: 'string', pattern: '^S\\d+$', expected: 'a claim such as `S44`' } },
    maps: {
      type: 'object',
      description: 'Who else checks it: ids by checker or benchmark.',
      additionalProperties: texts,
    },
    parameters: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        required: ['type', 'default'],
        properties: {
          type: { enum: ['string', 'integer', 'number', 'boolean', 'array'] },
          default: {},
          description: text,
          allowed: { type: 'array' },
          minimum: { type: 'number' },
          maximum: { type: 'number' },
        },
        additionalProperties: false,
      },
    },
    cli: { ...texts, description: 'Commands of the Azure CLI that mend it, for its page.' },
    limits: { ...texts, description: 'What the rule cannot see, for its page.' },
  },
  additionalProperties: false,
  definitions: { condition },
} as const
