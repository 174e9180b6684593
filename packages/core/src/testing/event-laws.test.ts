import { expect, test } from 'vitest'
import type { Change } from '../change-source.ts'
import {
  assertChangesAreUnderstood,
  assertEventsAreRouted,
  assertFamiliesAreTouched,
  assertMissingIdsWiden,
  type EventMap,
} from './index.ts'

type TaskEvent =
  | { readonly type: 'TASK'; readonly project: string | undefined }
  | { readonly type: 'PING' }

const good: EventMap<TaskEvent> = {
  families: [{ key: ['tasks'], tables: ['tasks'] }, ['pings']],
  events: [{ type: 'TASK', project: 'p' }, { type: 'PING' }],
  rules: {
    TASK: ({ project }) => [project === undefined ? ['tasks'] : ['tasks', project]],
    PING: () => [['pings']],
  },
}

test('R5, R6: an event map that keeps the laws passes', () => {
  assertEventsAreRouted(good)
  assertFamiliesAreTouched(good)
  assertMissingIdsWiden(good, ['project'])
})

test('R6: a rule without a sample, without keys, with a stray key or with a fault is named', () => {
  const check = (map: Partial<EventMap<TaskEvent>>) => () =>
    assertEventsAreRouted({ ...good, ...map })
  expect(check({ events: [{ type: 'PING' }] })).toThrow('TASK has a rule but no sample')
  expect(check({ rules: { ...good.rules, PING: () => [] } })).toThrow(
    '{"type":"PING"} touches no key',
  )
  expect(check({ families: [['tasks']] })).toThrow('touches ["pings"], which is under no family')
  const faulty = () => {
    throw new Error('oops')
  }
  expect(check({ rules: { ...good.rules, PING: faulty } })).toThrow('throws: Error: oops')
  expect(check({ events: [{ type: 'OTHER' } as never, ...good.events] })).toThrow('has no rule')
})

test('R6: a family that no event touches is named', () => {
  expect(() => assertFamiliesAreTouched({ ...good, families: [['tasks'], ['shots']] })).toThrow(
    'No event touches ["shots"]',
  )
})

test('R5: an event that narrows or drops when an id is missing is named', () => {
  const narrow = {
    ...good.rules,
    TASK: ({ project }: { project: string | undefined }) => [['tasks', project]],
  }
  expect(() => assertMissingIdsWiden({ ...good, rules: narrow }, ['project'])).toThrow(
    'touches ["tasks","p"]; without its project nothing covers that',
  )
})

test('R5: a change that becomes no event, or whose translation throws, is named', () => {
  const deleted: Change = {
    kind: 'row',
    schema: 'public',
    table: 'tasks',
    operation: 'DELETE',
    row: {},
    old: { id: 1 },
  }
  const message: Change = { kind: 'message', event: 'ping', payload: {} }
  const check = (toEvents: (change: Change) => readonly TaskEvent[]) => () =>
    assertChangesAreUnderstood({ toEvents, scopeId: 'p', changes: [deleted, message] })
  check(() => [{ type: 'PING' }])()
  expect(check(({ kind }) => (kind === 'row' ? [] : [{ type: 'PING' }]))).toThrow(
    'DELETE on tasks becomes no event',
  )
  expect(
    check(({ kind }) => {
      if (kind === 'message') throw new Error('oops')
      return [{ type: 'PING' }]
    }),
  ).toThrow('message ping throws: Error: oops')
})
