import { callIdentity, unknown, type Value } from '../value.js'
import { define, type TemplateFunction, type Work } from './call.js'
import { knownText } from './pieces.js'

/** `fail` refuses the deployment itself, with the message that it is given (Bicep reference of `fail`). */
export const failFunctions: readonly TemplateFunction[] = [define({ name: 'fail', min: 1, max: 1, compute: fail })]

const longest = 300

function fail([message]: readonly Value[], work: Work): Value {
  const text = message?.kind === 'literal' && !message.secret ? knownText(message) : undefined
  const words = text === undefined ? '`fail` is called' : `\`fail\` is called: ${text.slice(0, longest)}`
  return unknown({ kind: 'invalid', message: words }, () => callIdentity(work.name, work.args), work.origin)
}
