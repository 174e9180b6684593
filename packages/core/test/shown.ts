import type { QueryKey } from '@tanstack/query-core'
import { settle } from '../src/testing/index.ts'
import type { Watched } from './watch.ts'
import { world, type WorldOptions } from './world.ts'

const QUIET_AFTER_MS = 2_000

/** Live, with one query shown, by one fetch, and quiet. `at` counts from then on. */
export async function shown(queryKey: QueryKey = ['list', 'a'], options: WorldOptions = {}) {
  const w = world(options)
  w.goLive()
  const list = w.watch(queryKey)
  await becomeQuiet(w, [list])
  return { ...w, list, at }
}

/** The same with two lists; `fetches` says how often each was fetched from then on. */
export async function shownTwo() {
  const w = world()
  w.goLive()
  const a = w.watch(['list', 'a'])
  const b = w.watch(['list', 'b'])
  const lists: readonly Watched[] = [a, b]
  await becomeQuiet(w, lists)
  const fetches = (): number[] => lists.map(({ startedAt }) => startedAt.length)
  return { ...w, a, b, lists, fetches, at }
}

async function becomeQuiet(
  { clock }: Pick<ReturnType<typeof world>, 'clock'>,
  lists: readonly Watched[],
): Promise<void> {
  await settle()
  for (const list of lists) await list.answer()
  await clock.pass(QUIET_AFTER_MS)
  for (const list of lists) list.startedAt.length = 0
}

const at = (ms: number): number => ms + QUIET_AFTER_MS
