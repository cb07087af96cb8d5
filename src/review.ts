import { buildDeclarationModel } from './access/declared-model.js'
import { buildModel } from './access/from-resources.js'
import type { AccessSettings } from './access/model.js'
import { deployAll } from './evaluate/worlds.js'
import type { Program } from './language/program.js'
import type { Report } from './report/report.js'
import { describeAccess } from './review/access.js'
import { readPrograms } from './review/programs.js'
import type { RunFile } from './review/programs.js'
import { settleSeverities } from './review/severity.js'
import { check } from './rules/check.js'
import { environmentOf, readConfiguration } from './rules/configuration.js'
import type { Finding, Severity } from './rules/finding.js'
import { assembleRuleset } from './rules/ruleset.js'
import type { PackFiles } from './rules/ruleset.js'
import type { Files } from './source/files.js'
import type { Problem } from './source/problem.js'
import { SourceText } from './source/text.js'
import { NAME, VERSION } from './version.js'

/** What an entry hands to the pipeline: texts, functions to read more, and settings. */
export interface ReviewInput {
  readonly files: readonly RunFile[]
  /** Trouble from before the pipeline: files that could not be had. */
  readonly unreadable: readonly Problem[]
  readonly read: Files
  readonly configuration?: { readonly path: string; readonly text: string }
  /** Where packs and local rules stand; absent: where `read` reads. */
  readonly rules?: PackFiles
  /** Milliseconds since 1970. */
  readonly now: number
  readonly worlds?: 'written' | 'possible'
  /** Path of the one parameter file to judge with. */
  readonly parameters?: string
  /** Absent: as the configuration says, else `error`. */
  readonly failOn?: Severity | 'never'
  /** Fingerprints that are known. */
  readonly baseline?: ReadonlySet<string>
  /** A module of a registry. */
  readonly registry?: (reference: string) => Program | undefined
}

/** The whole pipeline: files → programs → resources → access → findings → report. */
export function review(input: ReviewInput): Report {
  const { configuration, problems: misconfigured } = readConfiguration(
    input.configuration && new SourceText(input.configuration.path, input.configuration.text),
  )
  const { ruleset, problems: misruled } = assembleRuleset(configuration, input.rules ?? unlisted(input.read))
  const run = readPrograms(input.files, input.read, input.registry)
  const deployments = deployAll(run.programs, run.parameterFilesOf, run.loader, {
    clock: input.now,
    possible: input.worlds === 'possible',
  })
  const settings: AccessSettings = {
    personas: [...ruleset.personas.values()],
    principals: configuration.principals.map(({ value }) => value),
    environmentOf: (file) => environmentOf(configuration, file),
    now: input.now,
    incomplete: input.unreadable.length > 0,
  }
  const declared = run.declarations.flatMap(({ vaults }) => vaults)
  const models = deployments.map((deployment) => buildModel(deployment, settings, declared))
  const all = declared.length === 0 ? models : [...models, buildDeclarationModel(declared, settings, models)]
  const findings = check(all, ruleset, { ...settings, sources: run.sources })
  const problems = settleSeverities(
    [
      ...input.unreadable,
      ...misconfigured,
      ...misruled,
      ...run.problems,
      ...run.programs.flatMap((program) => program.problems),
      ...run.loader.problems,
      ...deployments.flatMap((deployment) => deployment.problems),
    ],
    input.files,
    run.sources,
  )
  const access = describeAccess(all)
  const failOn = input.failOn ?? configuration.failOn ?? 'error'
  return {
    tool: { name: NAME, version: VERSION },
    verdict: verdictOf(findings, problems, failOn),
    summary: {
      files: run.count,
      vaults: access.vaults.length,
      grants: access.grants.length,
      error: countOf(findings, 'error'),
      warning: countOf(findings, 'warning'),
      note: countOf(findings, 'note'),
      cannotTell: findings.filter(({ verdict }) => verdict === 'cannot-tell').length,
      waived: findings.filter(({ waiver }) => waiver).length,
      baselined: findings.filter(({ baseline }) => baseline).length,
      problems: problems.length,
    },
    findings,
    problems,
    access,
    sources: run.sources,
    rules: ruleset.inForce.map(({ rule, severity }) => ({
      id: rule.id,
      title: rule.file.title,
      severity,
      why: rule.file.why,
      see: rule.file.see ?? [],
      category: rule.file.category,
    })),
    failOn,
    cannotTell: configuration.cannotTell,
  }
}

function unlisted(files: Files): PackFiles {
  return { read: (path) => files.read(path), list: () => undefined }
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => counts(finding) && finding.severity === severity).length
}

function counts({ verdict, waiver, baseline }: Finding): boolean {
  return verdict === 'fail' && !waiver && !baseline
}

const ranks: Readonly<Record<Severity | 'never', number>> = { never: 4, error: 3, warning: 2, note: 1 }

function verdictOf(
  findings: readonly Finding[],
  problems: readonly Problem[],
  failOn: Severity | 'never',
): Report['verdict'] {
  if (problems.some(({ severity }) => severity === 'error')) return 'error'
  return findings.some((finding) => counts(finding) && ranks[finding.severity] >= ranks[failOn]) ? 'fail' : 'pass'
}
