import { waiverFields } from './exception.js'
import { definitionFields, grantFields, policyFields, assignmentFields } from './subject-access.js'
import { escalationFields, principalFields } from './subject-principal.js'
import { exposureFields, objectFields } from './subject-object.js'
import type { RuleKind, SubjectEntry } from './subject.js'
import {
  declarationFields,
  endpointFields,
  hardCodedEndpointFields,
  resourceFields,
  vaultFields,
} from './subject-vault.js'

/** Every name that a rule may use, by kind of subject; other names are refused when the rule is loaded. */
export const subjectTable: Readonly<Record<RuleKind, ReadonlyMap<string, SubjectEntry>>> = {
  vault: new Map(vaultFields),
  grant: new Map(grantFields),
  accessPolicy: new Map(policyFields),
  roleAssignment: new Map(assignmentFields),
  roleDefinition: new Map(definitionFields),
  principal: new Map(principalFields),
  privateEndpoint: new Map(endpointFields),
  key: new Map(objectFields),
  secret: new Map(objectFields),
  object: new Map(objectFields),
  escalation: new Map(escalationFields),
  resource: new Map(resourceFields),
  exposure: new Map(exposureFields),
  declaration: new Map(declarationFields),
  endpoint: new Map(hardCodedEndpointFields),
  waiver: new Map(waiverFields),
}

/** The table for people and editors: `schemas/subject.json`. */
export function describeSubjects(): unknown {
  const describe = (entry: SubjectEntry): unknown => {
    if (entry.kind === 'subject') return { subject: entry.subject, docs: entry.docs }
    if (entry.kind === 'subjects') return { list: entry.subject, docs: entry.docs }
    const { type, docs, values, members } = entry
    return { type, docs, ...(values ? { values } : {}), ...(members ? { members } : {}) }
  }
  const subjects = Object.entries(subjectTable).map(([kind, entries]) => [
    kind,
    Object.fromEntries([...entries].map(([name, entry]) => [name, describe(entry)])),
  ])
  return { title: 'What a rule of Key Vault access review may name', subjects: Object.fromEntries(subjects) as unknown }
}
