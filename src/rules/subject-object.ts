import type { Exposure, VaultObject } from '../access/model.js'
import { readSetProperty } from '../access/read.js'
import { propertiesPlace } from '../access/subjects.js'
import { derived, field, hop, word } from './subject.js'
import type { Fields } from './subject.js'

export const objectFields: Fields = [
  ['vault', hop('vault', 'The vault that it is written into.', (object: VaultObject) => object.vault)],
  ['name', field<VaultObject>('text', 'Its name.', (object) => object.nameValue, { isName: true })],
  [
    'nameFault',
    field<VaultObject>('text', 'What is wrong with its name; absent where nothing is.', (object) => object.nameFault),
  ],
  [
    'what',
    derived<VaultObject>('text', 'Whether it is a key or a secret.', (object) => word(object, object.kind), {
      values: ['key', 'secret'],
    }),
  ],
  [
    'service',
    derived<VaultObject>(
      'text',
      'What holds it.',
      (object) => word(object, /\/managedhsms\//i.test(object.type) ? 'managedHSM' : 'vault'),
      { values: ['vault', 'managedHSM'] },
    ),
  ],
  [
    'ending',
    derived<VaultObject>('text', 'What `attributes.exp` says of its end, in words.', (object, { now }) =>
      word(object, ending(object, now)),
    ),
  ],
  [
    'properties',
    field<VaultObject>('object', '`properties` as written; any name below it.', (object) => object.properties, {
      members: 'open',
      place: ({ resource, head }) => (resource ? propertiesPlace(resource) : head),
    }),
  ],
]

/** Seconds since 1970 as a day; what is no number, or depends on something, is told without one. */
function ending({ properties }: VaultObject, now: number | undefined): string {
  const end = readSetProperty(properties, 'attributes', 'exp')
  if (!end) return 'never ends'
  const seconds = end.kind === 'literal' ? Number(end.value) : Number.NaN
  if (now === undefined || !(Math.abs(seconds) <= 8.64e12)) return 'has no end that lies ahead and in reach'
  const day = new Date(seconds * 1000).toISOString().slice(0, 10)
  return seconds * 1000 <= now ? `ended on ${day}` : `ends as late as ${day}`
}

export const exposureFields: Fields = [
  ['vault', hop('vault', 'The vault that holds the secret.', (exposure: Exposure) => exposure.vault)],
  ['secret', hop('secret', 'The secret, where the run writes it.', (exposure: Exposure) => exposure.secret)],
  [
    'way',
    derived<Exposure>('text', 'Where its value can be read.', (exposure) => word(exposure, exposure.way), {
      values: ['literal', 'plainParameter', 'output'],
    }),
  ],
  ['how', derived<Exposure>('text', 'The same in words.', (exposure) => word(exposure, exposure.how))],
]
