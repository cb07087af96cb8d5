import { buildDeclarationModel } from '../../../src/access/declared-model.js'
import { check } from '../../../src/rules/check.js'
import { defaultConfiguration, environmentOf, readConfiguration } from '../../../src/rules/configuration.js'
import type { Finding } from '../../../src/rules/finding.js'
import { assembleRuleset } from '../../../src/rules/ruleset.js'
import type { PackFiles, Ruleset } from '../../../src/rules/ruleset.js'
import { SourceText } from '../../../src/source/text.js'
import { clock, declarationsIn, modelsOf, settings } from '../../access/support/run.js'
import type { Sources } from '../../access/support/run.js'

export interface JudgeOptions {
  /** Text of a configuration; none: the defaults. */
  readonly configuration?: string
  readonly parameters?: readonly string[]
  /** Text of a declaration. */
  readonly declaration?: string
  readonly rules?: readonly string[]
  /** Policy definitions and packs that the configuration names. */
  readonly packs?: Readonly<Record<string, string | object>>
}

export function rulesetOf(configuration?: string, packs: JudgeOptions['packs'] = {}): Ruleset {
  const read = readConfiguration(configuration === undefined ? undefined : new SourceText('c.yml', configuration))
  const files: PackFiles = {
    read: (path) => {
      const found = packs[path]
      if (found === undefined) return { kind: 'absent' }
      return { kind: 'text', text: typeof found === 'string' ? found : JSON.stringify(found) }
    },
    list: () => undefined,
  }
  const { ruleset, problems } = assembleRuleset(read.configuration, files)
  const all = [...read.problems, ...problems]
  if (all.length > 0) throw new Error(all.map(({ message }) => message).join('\n'))
  return ruleset
}

/** Everything that the rules say of some files. */
export function judge(sources: Sources, options: JudgeOptions = {}): readonly Finding[] {
  const read = readConfiguration(
    options.configuration === undefined ? undefined : new SourceText('c.yml', options.configuration),
  )
  const configuration = options.configuration === undefined ? defaultConfiguration : read.configuration
  const ruleset = rulesetOf(options.configuration, options.packs)
  const access = {
    ...settings,
    personas: [...ruleset.personas.values()],
    principals: configuration.principals.map(({ value }) => value),
    environmentOf: (file: string) => environmentOf(configuration, file),
  }
  const declarations = options.declaration === undefined ? [] : [declarationsIn(options.declaration)]
  const models = modelsOf(sources, { ...access, declarations, parameters: options.parameters ?? [] })
  const declared = declarations.flatMap(({ vaults }) => vaults)
  const own = declared.length > 0 ? [buildDeclarationModel(declared, access, models)] : []
  const texts = Object.entries(sources).map(
    ([path, text]) => [path, typeof text === 'string' ? text : JSON.stringify(text)] as const,
  )
  const all = options.declaration === undefined ? texts : [...texts, ['access.yaml', options.declaration] as const]
  const found = check([...models, ...own], ruleset, {
    now: clock,
    environmentOf: access.environmentOf,
    sources: new Map(all.map(([path, text]) => [path, new SourceText(path, text)])),
  })
  return options.rules ? found.filter(({ rule }) => options.rules?.includes(rule)) : found
}

/** A finding as `rule verdict @text of its place | message`. */
export function told(findings: readonly Finding[], sources: Readonly<Record<string, string>>): readonly string[] {
  return findings.map(({ rule, verdict, span, message, when }) => {
    const text = span ? (sources[span.file] ?? '').slice(span.start, span.end).split('\n')[0] : 'nowhere'
    const words = when.length > 0 ? ` (${when.join('; ')})` : ''
    return `${rule} ${verdict} @${text ?? ''} | ${message}${words}`
  })
}
