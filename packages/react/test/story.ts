import { readSnapshot, type TraceSnapshot } from '@everfresh/core'
import type { Entry } from '../src/devtools/entry.ts'

type Told = readonly [at: number, words: string, detail?: object, causes?: readonly number[]]

/** Entries in their order, numbered from 1: `[at, 'source change', { table: 'tasks' }, [1]]`. */
export function story(...told: readonly Told[]): readonly Entry[] {
  return told.map(([at, words, detail = {}, causes = []], n) => {
    const [part = '', ...what] = words.split(' ')
    return { id: n + 1, at, part, what: what.join(' '), detail, causes }
  })
}

const list = { key: ['list', 'a'], hash: '["list","a"]' }

/** A row was inserted, and 150 ms later it was on the screen. */
export const insert: readonly Entry[] = story(
  [1_000, 'connection joining', { from: 'closed', event: 'want', scope: 'a' }],
  [1_200, 'connection live', { from: 'joining', event: 'proved', scope: 'a' }, [1]],
  [5_000, 'source change', { kind: 'row', table: 'tasks', operation: 'INSERT', scope: 'a' }],
  [5_000, 'router event', { type: 'TASK_CREATED', event: { type: 'TASK_CREATED' } }, [3]],
  [5_000, 'router keys', { type: 'TASK_CREATED', keys: [['list', 'a']] }, [4]],
  [5_020, 'router flush', { keys: [['list', 'a']], more: 0 }, [5]],
  [5_020, 'query fetch', { ...list, why: 'flush' }, [6]],
  [5_140, 'query settled', { ...list, outcome: 'success', ms: 120 }, [7]],
  [5_150, 'view rendered', list, [8]],
)

/** A snapshot with these entries, of an app that is live; `changed` is of its state, or its note. */
export function snapshotOf(
  entries: readonly Entry[],
  { note, ...changed }: Partial<TraceSnapshot['state']> & { readonly note?: string } = {},
): TraceSnapshot {
  const state = {
    status: 'live',
    cause: undefined,
    since: 1_200,
    enabled: true,
    muted: [],
    backend: 'up',
    ...changed,
  } as const
  const { status, backend } = state
  return readSnapshot({
    format: 'everfresh-trace',
    version: 1,
    takenAt: 6_000,
    ...(note === undefined ? {} : { note }),
    state,
    pollMode: { status, backend, visible: true, online: true, active: true, frugal: false },
    queries: [queryOf(['old'], 'inactive'), queryOf(['list', 'a'], 'active')],
    entries,
  })
}

function queryOf(key: readonly string[], use: 'active' | 'inactive'): object {
  const isUsed = use === 'active'
  return {
    key,
    hash: JSON.stringify(key),
    families: isUsed ? [['list']] : [],
    tables: undefined,
    refused: [],
    use,
    fetch: 'idle',
    hasData: true,
    failed: false,
    owed: false,
    updatedAt: 5_020,
    holds: [],
    pollMs: isUsed ? 300_000 : undefined,
    nextPollAt: undefined,
    freshness: isUsed
      ? { state: 'live', boundMs: 300_500, updatedAt: 5_020, cause: undefined }
      : {
          state: 'unknown',
          boundMs: undefined,
          updatedAt: 5_020,
          cause: { code: 'not-covered', message: 'No declared family covers this key.' },
        },
  }
}
