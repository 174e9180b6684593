import type { QueryKey } from '@tanstack/query-core'
import { settle } from '../src/testing/index.ts'
import { world, type WorldOptions } from './world.ts'

const QUIET_AFTER_MS = 2_000

/** Live, with one query shown, by one fetch, and quiet. `at` counts from then on. */
export async function shown(queryKey: QueryKey = ['list', 'a'], options: WorldOptions = {}) {
  const w = world(options)
  w.goLive()
  const list = w.watch(queryKey)
  await settle()
  await list.answer()
  await w.clock.pass(QUIET_AFTER_MS)
  list.startedAt.length = 0
  const at = (ms: number): number => ms + QUIET_AFTER_MS
  return { ...w, list, at }
}
