import base from './jest.config.js'

/** The tests of the stages that decide, without the runs over all examples: what mutation testing runs for each mutant. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/access/**/*.test.ts', '<rootDir>/__tests__/rules/**/*.test.ts'],
  testPathIgnorePatterns: ['/__tests__/rules/examples\\.test\\.ts$'],
}
