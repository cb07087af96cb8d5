// Mutation testing of the files that decide; needs Node 22 or later (`npm run mutation`).
export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { configFile: 'jest.mutation.config.js', enableFindRelatedTests: false },
  tsconfigFile: 'none.json',
  mutate: [
    'src/access/permissions.ts',
    'src/access/roles.ts',
    'src/access/effective.ts',
    'src/access/escalation.ts',
    'src/access/personas.ts',
    'src/access/network.ts',
    'src/rules/condition.ts',
    'src/rules/operators.ts',
  ],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false, allowColor: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20000,
  ignorePatterns: ['dist', 'lib', 'coverage', 'docs'],
}
