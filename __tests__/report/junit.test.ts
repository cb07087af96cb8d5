import { expect, test } from '@jest/globals'
import { formatJunit } from '../../src/report/junit.js'
import { expectGolden } from './golden.js'
import { clean, sample } from './sample.js'

test('a suite for each rule, a case for each finding', () => {
  expectGolden('report/sample.junit.xml', formatJunit(sample))
})

test('a run without findings has passed cases', () => {
  expect(
    formatJunit({ ...clean, rules: clean.rules.slice(0, 1), elapsed: 1500 }),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="keyvault-access-review" tests="2" failures="0" errors="0" skipped="0" time="1.500">
  <testsuite name="inputs" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="inputs" name="inputs"/>
  </testsuite>
  <testsuite name="network-default-deny" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="network-default-deny" name="network-default-deny"/>
  </testsuite>
</testsuites>
`)
})
