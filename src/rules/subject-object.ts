import type { Exposure, VaultObject } from '../access/model.js'
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
    'properties',
    field<VaultObject>('object', '`properties` as written; any name below it.', (object) => object.properties, {
      members: 'open',
      place: ({ resource, head }) => (resource ? propertiesPlace(resource) : head),
    }),
  ],
]

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
