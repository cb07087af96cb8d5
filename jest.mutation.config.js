import base from './jest.config.js'

/** The tests of the stages that decide: what mutation testing runs for each mutant. */
export default {
  ...base,
  testMatch: ['<rootDir>/__tests__/access/**/*.test.ts', '<rootDir>/__tests__/rules/**/*.test.ts'],
}
