import { wrap } from '../report/width.js'
import { COMMANDS, type CommandName, inputs, optionsOf, OUTPUTS, type Setting, SETTINGS } from '../settings.js'
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

/** The README's section on the command: the overview and each command's options, as a block. */
export function writeHelpSection(): string {
  const blocks = [writeHelp(), ...COMMANDS.map((command) => writeCommandHelp(command.name))]
  const [overview = '', ...commands] = blocks.map((block) => `\`\`\`text\n${block}\`\`\``)
  return `${overview}\n\n<details><summary>Options of each command</summary>\n\n${commands.join('\n\n')}\n\n</details>\n`
}

/** The README's tables of the action's inputs and outputs. */
export function writeInputTables(): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [
    row(['Input', 'Default', 'What it does']),
    row(['---', '---', '---']),
    ...inputs().map((it) =>
      row([
        `\`${it.name}\``,
        it.default === undefined ? '' : `\`${it.default}\``,
        it.choices ? `${it.help} One of ${it.choices.map((choice) => `\`${choice}\``).join(', ')}.` : it.help,
      ]),
    ),
    '',
    row(['Output', 'What it holds']),
    row(['---', '---']),
    ...OUTPUTS.map((it) => row([`\`${it.name}\``, it.help])),
    '',
  ].join('\n')
}

/** The `inputs:` and `outputs:` of `action.yml`. */
export function writeActionInputs(): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const input = (it: Setting): string[] => [
    `  ${it.name}:`,
    `    description: ${quote(it.choices ? `${it.help} One of ${it.choices.join(', ')}.` : it.help)}`,
    '    required: false',
    ...(it.default === undefined ? [] : [`    default: ${quote(it.default)}`]),
  ]
  return [
    'inputs:',
    ...inputs().flatMap(input),
    'outputs:',
    ...OUTPUTS.flatMap((it) => [`  ${it.name}:`, `    description: ${quote(it.help)}`]),
    '',
  ].join('\n')
}
