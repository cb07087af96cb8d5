import { findSecretSources } from './access/consumers.js'
import { buildDeclarationModel } from './access/declared-model.js'
import { buildModel } from './access/from-resources.js'
import { findLinks } from './access/links.js'
import { findAddedPolicies } from './access/policy-lists.js'
import { isSought } from './access/sought.js'
import type { AccessSettings } from './access/model.js'
import { deployAll } from './evaluate/worlds.js'
import type { Registry } from './language/modules.js'
import type { Report } from './report/report.js'
import { describeRule } from './report/rule.js'
import { countFindings, verdictOf } from './report/verdict.js'
import { describeAccess } from './review/access.js'
import { gatherExceptions } from './review/exceptions.js'
import { chooseParameters, choosePrograms, chooseShard } from './review/narrowing.js'
import { tellOpaqueCalls } from './review/opaque.js'
import { readPrograms } from './review/programs.js'
import type { RunFile } from './review/programs.js'
import { findSecrets } from './review/secrets.js'
import { settleSeverities } from './review/severity.js'
import { check } from './rules/check.js'
import { environmentOf, readConfiguration } from './rules/configuration.js'
import type { ReadConfiguration } from './rules/configuration.js'
import type { Severity } from './rules/finding.js'
import { markKnown } from './rules/known.js'
import { assembleRuleset } from './rules/ruleset.js'
import type { PackFiles } from './rules/ruleset.js'
import { applyExceptions } from './rules/waivers.js'
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
  /** What that says, where it was read already. */
  readonly configured?: ReadConfiguration
  /** Where packs and local rules stand; absent: only what the program carries, and files that `read` reads. */
  readonly rules?: PackFiles
  /** The files of the base, where a change is reviewed: an inline allow holds once the base has it. */
  readonly base?: Files
  /** Whether the files are all that there is; absent: no. Only then a waiver that matches nothing is told. */
  readonly whole?: boolean
  /** A module of a registry; absent: none is to be had. */
  readonly registry?: Registry
  /** Milliseconds since 1970. */
  readonly now: number
  readonly worlds?: 'written' | 'possible'
  /** Path of the one parameter file to judge with. */
  readonly parameters?: string
  /** One part of the templates, from 1 to `count`. */
  readonly shard?: { readonly index: number; readonly count: number }
  /** Absent: as the configuration says, else `error`. */
  readonly failOn?: Severity | 'never'
  /** Fingerprints that are known. */
  readonly baseline?: ReadonlySet<string>
  /** Address of a rule's page. */
  readonly page?: (rule: string) => string
}

/** The whole pipeline: files → programs → resources → access → findings → report. */
export function review(input: ReviewInput): Report {
  const ruleTexts = new Map<string, SourceText>()
  const configured = input.configuration && new SourceText(input.configuration.path, input.configuration.text)
  if (configured) ruleTexts.set(configured.file, configured)
  const { configuration, problems: misconfigured } = input.configured ?? readConfiguration(configured)
  const { ruleset, problems: misruled } = assembleRuleset(
    configuration,
    recordTexts(input.rules ?? unlisted(input.read), ruleTexts),
  )

  const run = readPrograms(input.files, input.read, input.registry)
  const parameterFilesOf = chooseParameters(run.parameterFilesOf, input.parameters)
  const deployments = deployAll(choosePrograms(run.programs, input.parameters), parameterFilesOf, run.loader, {
    clock: input.now,
    possible: input.worlds === 'possible',
    sought: isSought,
    ...(input.shard ? { only: chooseShard(input.shard) } : {}),
  })

  const settings: AccessSettings = {
    personas: [...ruleset.personas.values()],
    principals: configuration.principals.map(({ value }) => value),
    environmentOf: (file) => environmentOf(configuration, file),
    now: input.now,
    incomplete: input.unreadable.length > 0,
    secretSources: findSecretSources(run.programs, run.parameterFiles),
    links: findLinks(deployments, input.shard !== undefined),
    addedPolicies: findAddedPolicies(deployments),
  }
  const declared = run.declarations.flatMap(({ vaults }) => vaults)
  const models = deployments.map((deployment) => buildModel(deployment, settings, declared))
  const all = declared.length === 0 ? models : [...models, buildDeclarationModel(declared, settings, models)]

  const checking = { ...settings, sources: run.sources }
  const exceptions = gatherExceptions(configuration, run, input.base, input.whole ?? false)
  const judged = applyExceptions(check(all, ruleset, checking), exceptions, ruleset, checking)
  const findings = markKnown(judged, input.baseline ?? new Set())

  const readProblems = [
    ...run.problems,
    ...run.programs.flatMap((program) => program.problems),
    ...run.loader.problems,
    ...deployments.flatMap((deployment) => deployment.problems),
    ...tellOpaqueCalls(deployments),
  ]
  const sources = new Map([...ruleTexts, ...run.sources])
  const problems = settleSeverities(
    [...input.unreadable, ...misconfigured, ...misruled],
    readProblems,
    input.files,
    run.sources,
  )
  const requested = findings.filter(({ requestedWaiver, baseline }) => requestedWaiver && !baseline).length
  const failOn = input.failOn ?? configuration.failOn ?? 'error'
  const access = describeAccess(all)
  return {
    tool: { name: NAME, version: VERSION },
    verdict: verdictOf(findings, { problems, failOn, cannotTell: configuration.cannotTell }),
    summary: {
      files: run.count,
      vaults: access.vaults.length,
      grants: access.grants.length,
      ...countFindings(findings),
      problems: problems.length,
    },
    findings,
    ...(requested > 0 ? { requested } : {}),
    problems,
    access,
    sources,
    rules: ruleset.inForce.map(({ rule, severity, parameters }) =>
      describeRule(rule, severity, parameters, input.page),
    ),
    failOn,
    cannotTell: configuration.cannotTell,
    secrets: findSecrets(run.programs, run.parameterFilesOf, all),
  }
}

function unlisted(files: Files): PackFiles {
  return { read: (path) => files.read(path), list: () => undefined }
}

/** Keeps what is read of packs and rules, so that their problems can be shown with their lines. */
function recordTexts(files: PackFiles, texts: Map<string, SourceText>): PackFiles {
  return {
    list: (folder) => files.list(folder),
    read: (path) => {
      const content = files.read(path)
      if (content.kind === 'text') texts.set(path, new SourceText(path, content.text))
      return content
    },
  }
}
