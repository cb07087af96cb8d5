import { describe, expect, test } from '@jest/globals'
import { troubleOf } from '../../src/github/trouble.js'

function failed(status: number, message: string, more: { headers?: object; data?: object } = {}): Error {
  return Object.assign(new Error(message), { status, response: { headers: {}, data: {}, ...more } })
}

describe('an error of a request', () => {
  test.each([
    [401, 'Bad credentials', {}, 'unauthorized'],
    [403, 'Resource not accessible by integration', {}, 'forbidden'],
    [403, 'You have exceeded a secondary rate limit', {}, 'limited'],
    [403, 'API rate limit exceeded', { headers: { 'x-ratelimit-remaining': '0' } }, 'limited'],
    [404, 'Not Found', {}, 'missing'],
    [406, 'too large', {}, 'other'],
    [410, 'Gone', {}, 'missing'],
    [422, 'Unprocessable Entity', {}, 'refused'],
    [429, 'Too many requests', {}, 'limited'],
    [500, 'socket hang up', {}, 'lost'],
    [503, 'Unavailable', {}, 'lost'],
  ])('%i %s %j is %s', (status, message, more, kind) => {
    expect(troubleOf(failed(status, message, more))).toEqual({ kind, status, message, details: [] })
  })

  test('tells its reasons, in whichever form they come', () => {
    const details = (errors: unknown) => troubleOf(failed(422, 'Unprocessable Entity', { data: { errors } })).details
    expect(details(['line must be part of the diff'])).toEqual(['line must be part of the diff'])
    expect(
      details([{ resource: 'IssueComment', message: 'Body is too long' }, { field: 'path', code: 'missing' }, null]),
    ).toEqual(['Body is too long', 'path: missing', 'undefined: undefined'])
    expect(details('one text')).toEqual(['one text'])
    expect(details(undefined)).toEqual([])
  })

  test('is told on one line', () => {
    expect(troubleOf(failed(422, 'Invalid request.\n\n"subject_type" is not a permitted key.')).message).toBe(
      'Invalid request. "subject_type" is not a permitted key.',
    )
  })
})

describe('an error of GraphQL', () => {
  test.each([
    ['FORBIDDEN', 'forbidden'],
    ['NOT_FOUND', 'missing'],
    ['RATE_LIMITED', 'limited'],
    [undefined, 'other'],
  ])('of type %s is %s', (type, kind) => {
    const error = Object.assign(new Error('failed'), {
      name: 'GraphqlResponseError',
      errors: [{ type, message: 'failed' }],
    })
    expect(troubleOf(error)).toEqual({ kind, status: 200, message: 'failed', details: [] })
  })
})

test('no answer in time is a lost one', () => {
  expect(troubleOf(Object.assign(new Error('The operation timed out'), { name: 'TimeoutError' })).kind).toBe('lost')
})

test('what is no error of a request is a mistake of ours', () => {
  expect(() => troubleOf(new TypeError('x is not a function'))).toThrow(TypeError)
  expect(() => troubleOf('text')).toThrow('text')
})
