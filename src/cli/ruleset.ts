import { openDisk } from '../disk.js'
import { openGit } from '../git.js'
import type { ReportRule } from '../report/report.js'
import { describeRule } from '../report/rule.js'
import { readConfiguration as interpretConfiguration } from '../rules/configuration.js'
import { assembleRuleset } from '../rules/ruleset.js'
import type { Problem } from '../source/problem.js'
import { SourceText } from '../source/text.js'
import type { Host } from './host.js'
import type { Options } from './options.js'
import { readConfiguration } from './run.js'

export interface ConfiguredRules {
  readonly inForce: readonly ReportRule[]
  readonly all: readonly ReportRule[]
  /** What is wrong with the configuration or its packs, and their texts to say where. */
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, SourceText>
}

/** The rules of the configured packs: in force where no environment or path says otherwise, and all that are known. */
export function configuredRules(options: Options, host: Host): ConfiguredRules {
  const disk = openDisk(host.cwd, openGit)
  const { file, problems } = readConfiguration(options, disk)
  const source = file && new SourceText(file.path, file.text)
  const read = interpretConfiguration(source)
  const { ruleset, problems: wrong } = assembleRuleset(read.configuration, disk)
  return {
    inForce: ruleset.inForce.map(({ rule, severity, parameters }) => describeRule(rule, severity, parameters)),
    all: [...ruleset.rules.values()].map((rule) => describeRule(rule, rule.file.severity)),
    problems: [...problems, ...read.problems, ...wrong],
    sources: new Map(source ? [[source.file, source]] : []),
  }
}
