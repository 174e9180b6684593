import { expect, test } from 'vitest'
import { toStudioEvents } from './studioEvents'

const row = (
  table: string,
  operation: 'INSERT' | 'UPDATE' | 'DELETE',
  columns: Readonly<Record<string, unknown>> = {},
  old: Readonly<Record<string, unknown>> = {},
) => toStudioEvents({ kind: 'row', schema: 'public', table, operation, row: columns, old }, 'P')

test('a task that completes brings a picture too', () => {
  const task = { id: 'T', params: { orchestrator_task_id_ref: 'O' } }
  const changed = { type: 'TASK_STATUS_CHANGE', projectId: 'P', taskId: 'T' }
  expect(row('tasks', 'UPDATE', { ...task, status: 'In Progress' })).toEqual([
    { ...changed, orchestratorTaskId: 'O' },
  ])
  expect(row('tasks', 'UPDATE', { ...task, params: {}, status: 'Complete' })).toEqual([
    { ...changed, orchestratorTaskId: null },
    { type: 'GENERATIONS_UPDATED', projectId: 'P' },
  ])
})

test('what a task is a part of is unknown where the change does not carry it', () => {
  expect(row('tasks', 'DELETE', {}, { id: 'T', project_id: 'P' })).toEqual([
    { type: 'TASK_STATUS_CHANGE', projectId: 'P', taskId: 'T', orchestratorTaskId: undefined },
  ])
})

test('each operation on a picture is its own event', () => {
  const picture = { id: 'G', tasks: ['T'] }
  const known = { projectId: 'P', generationId: 'G', taskIds: ['T'] }
  expect(row('generations', 'INSERT', picture)).toEqual([{ type: 'GENERATION_INSERT', ...known }])
  expect(row('generations', 'UPDATE', picture)).toEqual([{ type: 'GENERATION_UPDATE', ...known }])
  expect(row('generations', 'DELETE', {}, { id: 'G', project_id: 'P' })).toEqual([
    { type: 'GENERATION_DELETE', ...known, taskIds: undefined },
  ])
  expect(row('generations', 'INSERT', { id: 'G', tasks: null })).toEqual([
    { type: 'GENERATION_INSERT', ...known, taskIds: [] },
  ])
})

test('a link names its shot; a deleted link cannot, and is still told', () => {
  expect(row('shot_generations', 'INSERT', { shot_id: 'S' })).toEqual([
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'P', shotId: 'S' },
  ])
  expect(row('shot_generations', 'DELETE', {}, { id: 'x' })).toEqual([
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'P' },
  ])
})

test('a change belongs to the project that its row names, not to the one on screen', () => {
  const elsewhere = { id: 'L', shot_id: 'S', project_id: 'Q' }
  expect(row('shot_generations', 'INSERT', elsewhere)).toEqual([
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'Q', shotId: 'S' },
  ])
  expect(row('projects', 'DELETE', {}, { id: 'Q', user_id: 'U' })).toEqual([
    { type: 'PROJECT_CHANGE', projectId: 'Q' },
  ])
})

test('shots and projects are told of; a table of no interest is not', () => {
  expect(row('shots', 'UPDATE', { id: 'S' })).toEqual([
    { type: 'SHOT_UPDATE', projectId: 'P', shotId: 'S' },
  ])
  expect(row('projects', 'UPDATE', { id: 'P' })).toEqual([
    { type: 'PROJECT_CHANGE', projectId: 'P' },
  ])
  expect(row('invoices', 'INSERT')).toEqual([])
})

test('the worker’s broadcast is understood, whatever is in it', () => {
  const message = (payload: unknown) =>
    toStudioEvents({ kind: 'message', event: 'task-update', payload }, 'P')
  expect(message({ status: 'Complete', task_id: 'T', project_id: 'Q', shot_id: 'S' })).toEqual([
    { type: 'TASK_STATUS_CHANGE', projectId: 'Q', taskId: 'T' },
    { type: 'GENERATIONS_UPDATED', projectId: 'Q', shotId: 'S' },
  ])
  for (const nonsense of [undefined, null, 'text', 7, { status: 9, shot_id: {} }])
    expect(message(nonsense)).toEqual([{ type: 'TASK_STATUS_CHANGE', projectId: 'P' }])
})

const rows = (
  table: string,
  operation: 'INSERT' | 'UPDATE' | 'DELETE' | 'TRUNCATE',
  ids?: readonly string[],
  route?: Readonly<Record<string, readonly unknown[]>>,
) => toStudioEvents({ kind: 'rows', schema: 'public', table, operation, ids, route }, 'P')

test('of rows that one commit changed, each id and each value is told of', () => {
  const changed = { type: 'TASK_STATUS_CHANGE', projectId: 'P' }
  expect(
    rows('tasks', 'UPDATE', ['T', 'T2', 'T3'], { 'params.orchestrator_task_id_ref': ['O', null] }),
  ).toEqual([
    { ...changed, taskId: 'T', orchestratorTaskId: 'O' },
    { ...changed, taskId: 'T2', orchestratorTaskId: null },
    { ...changed, taskId: 'T3', orchestratorTaskId: 'O' },
  ])
  expect(rows('shot_generations', 'INSERT', ['L'], { shot_id: ['S', 'S2'] })).toEqual([
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'P', shotId: 'S' },
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'P', shotId: 'S2' },
  ])
  expect(rows('generations', 'INSERT', ['G', 'G2'], { tasks: [['T'], null] })).toEqual([
    { type: 'GENERATION_INSERT', projectId: 'P', generationId: 'G', taskIds: ['T'] },
    { type: 'GENERATION_INSERT', projectId: 'P', generationId: 'G2', taskIds: [] },
  ])
})

test('many rows, or values that were too many to tell, are any', () => {
  expect(rows('tasks', 'UPDATE')).toEqual([{ type: 'TASK_STATUS_CHANGE', projectId: 'P' }])
  expect(rows('tasks', 'UPDATE', ['T'])).toEqual([
    { type: 'TASK_STATUS_CHANGE', projectId: 'P', taskId: 'T', orchestratorTaskId: undefined },
  ])
  expect(rows('shot_generations', 'DELETE', ['L'])).toEqual([
    { type: 'SHOT_GENERATION_CHANGE', projectId: 'P' },
  ])
  expect(rows('shots', 'UPDATE', [])).toEqual([{ type: 'SHOT_UPDATE', projectId: 'P' }])
  // The open project is one of those that may be meant.
  expect(rows('projects', 'UPDATE')).toEqual([{ type: 'PROJECT_CHANGE' }])
})

test('a table that was emptied has lost every row', () => {
  expect(rows('generations', 'TRUNCATE')).toEqual([{ type: 'GENERATION_DELETE', projectId: 'P' }])
  expect(rows('shots', 'TRUNCATE')).toEqual([{ type: 'SHOT_DELETE', projectId: 'P' }])
  expect(rows('invoices', 'TRUNCATE')).toEqual([])
})
