import { expect, test } from 'vitest'
import { insert, story } from '../../test/story.ts'
import { jsonOf, keyWords } from './entry.ts'
import { ago, duration } from './time-words.ts'
import { titleOf } from './words.ts'

test('a length of time is said as a person says it', () => {
  const said = [0, 350, 999.6, 1_000, 2_449, 12_400, 59_499, 60_000, 192_000, 3_600_000, 7_500_000]
  expect(said.map(duration)).toEqual([
    '0 ms',
    '350 ms',
    '1000 ms',
    '1 s',
    '2.4 s',
    '12 s',
    '59 s',
    '1 min',
    '3 min 12 s',
    '1 h',
    '2 h 5 min',
  ])
  expect(ago(1_000, 1_500)).toBe('just now')
  expect(ago(1_000, 5_000)).toBe('4 s ago')
})

test('a key is shown so that it can be read, with the ids cut short', () => {
  expect(
    keyWords(['tasks', 'paginated', '4f1c6f6e-0000-4000-8000-000000000000', { page: 1 }]),
  ).toBe('tasks › paginated › 4f1c… › {"page":1}')
})

test('a key with a number that JSON has no word for is shown, and can be exported', () => {
  expect(keyWords(['list', 5n, { page: 6n }])).toBe('list › 5n › {"page":"6n"}')
  expect(jsonOf({ key: ['list', 5n] })).toBe('{"key":["list","5n"]}')
})

test('each entry says what happened', () => {
  expect(insert.map(titleOf)).toEqual([
    'joining: the live connection is being opened',
    'live: changes are pushed, and that is proved',
    'INSERT in tasks',
    'event TASK_CREATED',
    'touches list › a',
    'flush of list › a',
    'fetch of list › a',
    'success after 120 ms',
    'list › a on the screen',
  ])
})

test('what a change log was asked and told is said as sentences', () => {
  const asked = story(
    [0, 'log asked', { scope: 'a', why: 'first' }],
    [1, 'log told', { scope: 'a', complete: false, reason: 'first', changes: 0 }],
    [2, 'log asked', { scope: 'a', why: 'drift' }],
    [3, 'log told', { scope: 'a', complete: true, changes: 0 }],
    [4, 'log told', { scope: 'a', complete: true, changes: 1 }],
    [5, 'log told', { scope: 'a', complete: true, changes: 3 }],
    [6, 'log silent loss', { scope: 'a', commits: 1 }],
    [7, 'log failed', { scope: 'a', message: 'No network.' }],
    [8, 'log absent', { scope: 'a', message: 'No feed.' }],
    [8, 'log refused', { scope: 'a', message: 'Not yours.' }],
  )
  expect(asked.map(titleOf)).toEqual([
    'the change log is asked, for where to begin',
    'the change log cannot tell all (first), so everything is fetched',
    'the change log is asked, for what push has lost',
    'the change log has nothing new',
    'the change log told of one change',
    'the change log told of 3 changes',
    'the log has a commit that nobody was told of',
    'the change log did not answer',
    'there is no change log of this, so push is not trusted either',
    'the change log refused: this is not the user’s to read',
  ])
})

test('an entry of a newer version is shown by its own words', () => {
  expect(story([0, 'weather rain']).map(titleOf)).toEqual(['weather: rain'])
})
