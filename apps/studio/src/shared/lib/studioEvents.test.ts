import { expect, test } from 'vitest'
import { toStudioEvents } from './studioEvents'

const row = (
  table: string,
  operation: 'INSERT' | 'UPDATE' | 'DELETE',
  columns: Readonly<Record<string, unknown>> = {},
  old: Readonly<Record<string, unknown>> = {},
) =>
  toStudioEvents({ kind: 'row', schema: 'public', table, operation, row: columns, old }, 'P').map(
    event => JSON.stringify(event),
  )

test('a task that completes brings a picture too', () => {
  expect(row('tasks', 'UPDATE', { status: 'In Progress' })).toEqual([
    '{"type":"TASK_STATUS_CHANGE","projectId":"P"}',
  ])
  expect(row('tasks', 'UPDATE', { status: 'Complete' })).toEqual([
    '{"type":"TASK_STATUS_CHANGE","projectId":"P"}',
    '{"type":"GENERATIONS_UPDATED","projectId":"P"}',
  ])
})

test('each operation on a picture is its own event', () => {
  expect(
    (['INSERT', 'UPDATE', 'DELETE'] as const).flatMap(operation => row('generations', operation)),
  ).toEqual([
    '{"type":"GENERATION_INSERT","projectId":"P"}',
    '{"type":"GENERATION_UPDATE","projectId":"P"}',
    '{"type":"GENERATION_DELETE","projectId":"P"}',
  ])
})

test('a link names its shot; a deleted link cannot, and is still told', () => {
  expect(row('shot_generations', 'INSERT', { shot_id: 'S' })).toEqual([
    '{"type":"SHOT_GENERATION_CHANGE","projectId":"P","shotId":"S"}',
  ])
  expect(row('shot_generations', 'DELETE', {}, { id: 'x' })).toEqual([
    '{"type":"SHOT_GENERATION_CHANGE","projectId":"P"}',
  ])
})

test('shots and projects are told of; a table of no interest is not', () => {
  expect(row('shots', 'UPDATE')).toEqual(['{"type":"SHOT_CHANGE","projectId":"P"}'])
  expect(row('projects', 'UPDATE')).toEqual(['{"type":"PROJECT_CHANGE","projectId":"P"}'])
  expect(row('invoices', 'INSERT')).toEqual([])
})

test('the worker’s broadcast is understood, whatever is in it', () => {
  const message = (payload: unknown) =>
    toStudioEvents({ kind: 'message', event: 'task-update', payload }, 'P')
  expect(message({ status: 'Complete', shot_id: 'S' })).toEqual([
    { type: 'TASK_STATUS_CHANGE', projectId: 'P' },
    { type: 'GENERATIONS_UPDATED', projectId: 'P', shotId: 'S' },
  ])
  for (const nonsense of [undefined, null, 'text', 7, { status: 9, shot_id: {} }])
    expect(message(nonsense)).toEqual([{ type: 'TASK_STATUS_CHANGE', projectId: 'P' }])
})
