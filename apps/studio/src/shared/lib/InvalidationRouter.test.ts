import { expect, expectTypeOf, test } from 'vitest'
import { rules, type StudioEvent } from './InvalidationRouter'
import { families, type StudioKey } from './queryKeys'

const [projectId, shotId] = ['P', 'S']

/** The keys an event touches, as text. */
function keysOf(event: StudioEvent): string[] {
  const rule = rules[event.type] as (event: StudioEvent) => readonly StudioKey[]
  return rule(event).map(key => key.join(' '))
}

test('the canonical map: each event touches the keys of the design', () => {
  for (const type of ['GENERATION_INSERT', 'GENERATION_UPDATE', 'GENERATION_DELETE'] as const)
    expect(keysOf({ type, projectId, shotId })).toEqual(
      expect.arrayContaining([
        'unified-generations project P',
        'unified-generations shot S',
        'unpositioned-count S',
        'shots P',
      ]),
    )
  expect(keysOf({ type: 'SHOT_GENERATION_CHANGE', projectId, shotId })).toEqual(
    expect.arrayContaining([
      'unified-generations project P',
      'unified-generations shot S',
      'unpositioned-count S',
    ]),
  )
  expect(keysOf({ type: 'TASK_STATUS_CHANGE', projectId })).toEqual(
    expect.arrayContaining(['task-status-counts P', 'tasks paginated P']),
  )
  expect(keysOf({ type: 'GENERATIONS_UPDATED', projectId, shotId })).toEqual([
    'unified-generations project P',
    'unified-generations shot S',
  ])
})

test('R5: without a shot id every shot is touched, never none', () => {
  for (const type of ['GENERATION_UPDATE', 'GENERATION_DELETE', 'SHOT_GENERATION_CHANGE'] as const)
    expect(keysOf({ type, projectId })).toEqual(
      expect.arrayContaining(['unified-generations shot', 'unpositioned-count']),
    )
})

test('R6: a key of no family does not compile, and every family is routed to', () => {
  expectTypeOf<readonly ['unified-generations', 'project', string]>().toExtend<StudioKey>()
  expectTypeOf<readonly ['tasks', 'paginated', string]>().toExtend<StudioKey>()
  expectTypeOf<readonly ['generations', string]>().not.toExtend<StudioKey>()
  expectTypeOf<readonly ['tasks', string]>().not.toExtend<StudioKey>()
  expectTypeOf<Omit<typeof rules, 'SHOT_DELETE'>>().not.toExtend<typeof rules>()

  const touched = (Object.keys(rules) as StudioEvent['type'][]).flatMap(type =>
    keysOf({ type, projectId, shotId } as StudioEvent),
  )
  for (const { key } of families) {
    const prefix = key.join(' ')
    expect(touched.filter(text => text === prefix || text.startsWith(`${prefix} `))).not.toEqual([])
  }
})
