import { wrap } from '../report/width.js'
import { COMMANDS, type CommandName, optionsOf, type Setting, SETTINGS } from '../settings.js'
import { formatsOf } from './options.js'

const WIDTH = 100
const TEXT_COLUMN = 30

/** What `kv-review --help` prints. */
export function writeHelp(): string {
  const commands = COMMANDS.map(
    (command) => `  kv-review ${`${command.name} ${command.operands}`.padEnd(19)} ${command.help}`,
  )
  const common = SETTINGS.filter((it) => it.commands.length === COMMANDS.length)
  return [
    'kv-review: what do these files do to the access of our Azure Key Vaults?',
    '',
    ...commands,
    '',
    'Options of every command:',
    ...common.flatMap((it) => describeOption(it)),
    ...describe('--help, -h', 'Explain a command and its options.'),
    ...describe('--version', 'Print the version.'),
    '',
    'Exit status: 0 nothing at or above --fail-on; 1 something is; 2 it could not run, or an input has an error.',
    '',
  ].join('\n')
}

/** What `kv-review COMMAND --help` prints. */
export function writeCommandHelp(name: CommandName): string {
  const command = COMMANDS.find((it) => it.name === name)
  if (!command) return writeHelp()
  return [
    `kv-review ${`${command.name} ${command.operands}`.trim()}: ${command.help}`,
    '',
    ...wrap(command.details, WIDTH),
    '',
    'Options:',
    ...optionsOf(name).flatMap((it) => describeOption(it, it.name === 'format' ? formatsOf(name) : it.choices)),
    ...describe('--help, -h', 'Print this.'),
    '',
  ].join('\n')
}

function describeOption(setting: Setting, choices?: readonly string[]): string[] {
  const usage = `--${setting.name}${setting.value === undefined ? '' : ` ${setting.value}`}`
  const facts = [
    ...(choices ? [choices.join(', ')] : []),
    ...(setting.default === undefined ? [] : [`default ${setting.default}`]),
  ]
  return describe(
    usage,
    facts.length === 0 ? setting.help : `${setting.help.replace(/\.$/, '')} (${facts.join('; ')}).`,
  )
}

function describe(usage: string, text: string): string[] {
  const lines = wrap(text, WIDTH - TEXT_COLUMN)
  return lines.map((line, at) => `${(at === 0 ? `  ${usage}` : '').padEnd(TEXT_COLUMN - 1)} ${line}`)
}
