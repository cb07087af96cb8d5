import { propertyOf, valueOr } from '../evaluate/member.js'
import { choiceOf, literal } from '../evaluate/value.js'
import type { Value } from '../evaluate/value.js'
import { field } from './subject.js'
import type { FieldEntry, SubjectEntry } from './subject.js'
import type { ResourceSubject } from './subject-vault.js'

void propertyOf
void valueOr
void choiceOf
void literal
export type { FieldEntry, ResourceSubject, Value }
export function aliasEntry(text: string): readonly [string, SubjectEntry] | undefined {
  return text === '' ? undefined : [text, field('any', '', () => undefined)]
}
