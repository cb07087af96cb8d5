import type { Value } from '../value.js'
import { define, known, type TemplateFunction, type Work } from './call.js'
import { formatDate, parseDate } from './date-format.js'
import { knownInt, knownText } from './pieces.js'

/** Date functions, from the ARM and Bicep references of date functions; all times are UTC. */
export const dateFunctions: readonly TemplateFunction[] = [
  define({ name: 'utcNow', min: 0, max: 1, returns: { type: 'string' }, compute: utcNow }),
  define({ name: 'dateTimeAdd', min: 2, max: 3, returns: { type: 'string' }, compute: dateTimeAdd }),
  define({
    name: 'dateTimeFromEpoch',
    min: 0,
    max: 1,
    returns: { type: 'string' },
    compute: ([value], work) => {
      const seconds = knownInt(value)
      return seconds === undefined ? undefined : written(work, seconds * 1000, isoFormat)
    },
  }),
  define({
    name: 'dateTimeToEpoch',
    min: 0,
    max: 1,
    returns: { type: 'int' },
    compute: ([value], work) => {
      const time = parseDate(knownText(value) ?? '')
      return time === undefined ? undefined : known(work, Math.floor(time / 1000))
    },
  }),
]

const isoFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'"
const compactFormat = "yyyyMMdd'T'HHmmss'Z'"

function written(work: Work, time: number, format: string): Value | undefined {
  const text = formatDate(time, format)
  return text === undefined ? undefined : known(work, text)
}

/** The run's clock, which stands for the time of deployment. */
function utcNow([format]: readonly Value[], work: Work): Value | undefined {
  const pattern = format === undefined ? compactFormat : knownText(format)
  return pattern === undefined ? undefined : written(work, work.call.clock, pattern)
}

/** Without a format, as the examples of the references: `2024-12-31T00:00:00Z`. */
function dateTimeAdd([base, duration, format]: readonly Value[], work: Work): Value | undefined {
  const time = parseDate(knownText(base) ?? '')
  const added = durationOf(knownText(duration) ?? '')
  const pattern = format === undefined ? isoFormat : knownText(format)
  if (time === undefined || added === undefined || pattern === undefined) return undefined
  const sum = time + added
  if (format === undefined && sum % 1000 !== 0) return undefined
  return written(work, sum, pattern)
}

const day = 86_400_000

/** Milliseconds of an ISO 8601 duration; a year is 365 days and a month 30 (reference of `dateTimeAdd`). */
function durationOf(text: string): number | undefined {
  const [date = '', time] = text.replace(/^-?P/, '').split('T')
  const inDate = /^(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,8})D)?$/.exec(date)
  const inTime = /^(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,11}(?:\.\d{1,3})?)S)?$/.exec(time ?? '')
  if (!/^-?P(?:\d|T\d)/.test(text) || time === '' || !inDate || !inTime) return undefined
  const [, years = '0', months = '0', days = '0'] = inDate
  const [, hours = '0', minutes = '0', seconds = '0'] = inTime
  const size =
    (Number(years) * 365 + Number(months) * 30 + Number(days)) * day +
    (Number(hours) * 3600 + Number(minutes) * 60) * 1000 +
    Math.round(Number(seconds) * 1000)
  return text.startsWith('-') ? -size : size
}
