import type { Table } from './table.ts'

/** `owed`: something changed after the fetch of what is shown began, or of what will be. */
export type RefetchRow =
  | 'fresh'
  | 'owed'
  | 'fetching'
  | 'fetching, owed'
  | 'empty'
  | 'empty, owed'
  | 'first fetch'
  | 'first fetch, owed'
  | 'held'
  | 'held, owed'
  | 'held, first fetch, owed'
  | 'off screen'
  | 'off screen, owed'

export type RefetchColumn =
  | 'a change'
  | 'a change from before the fetch'
  | 'invalidated by the app'
  | 'polled'
  | 'fetched by the app'
  | 'set by hand'
  | 'the fetch succeeds'
  | 'the fetch fails'
  | 'the app cancels'
  | 'a hold is taken'
  | 'the last hold ends'
  | 'shown'
  | 'no longer shown'

export const refetchTable: Table<RefetchRow, RefetchColumn> = {
  cells: {
    fresh: {
      'a change': 'fetching: fetch',
      'a change from before the fetch': '—',
      'invalidated by the app': 'owed',
      polled: 'fetching: fetch',
      'fetched by the app': 'fetching: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held',
      'the last hold ends': '—',
      shown: '—',
      'no longer shown': 'off screen',
    },
    owed: {
      'a change': 'fetching: fetch',
      'a change from before the fetch': 'fetching: fetch',
      'invalidated by the app': '—',
      polled: 'fetching: fetch',
      'fetched by the app': 'fetching: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held, owed',
      'the last hold ends': 'fetching: fetch',
      shown: 'fetching: fetch',
      'no longer shown': 'off screen, owed',
    },
    fetching: {
      'a change': 'fetching, owed',
      'a change from before the fetch': '—',
      'invalidated by the app': 'fetching, owed',
      polled: '—',
      'fetched by the app': '—',
      'set by hand': '—',
      'the fetch succeeds': 'fresh',
      'the fetch fails': 'owed',
      'the app cancels': 'fresh: cancel',
      'a hold is taken': 'held, owed: cancel',
      'the last hold ends': 'fetching: cancel, fetch',
      shown: '—',
      'no longer shown': 'off screen, fetching',
    },
    'fetching, owed': {
      'a change': '—',
      'a change from before the fetch': '—',
      'invalidated by the app': '—',
      polled: '—',
      'fetched by the app': '—',
      'set by hand': '—',
      'the fetch succeeds': 'fetching: fetch',
      'the fetch fails': 'owed',
      'the app cancels': 'owed: cancel',
      'a hold is taken': 'held, owed: cancel',
      'the last hold ends': 'fetching: cancel, fetch',
      shown: '—',
      'no longer shown': 'off screen, fetching, owed',
    },
    empty: {
      'a change': 'first fetch: fetch',
      'a change from before the fetch': 'first fetch: fetch',
      'invalidated by the app': 'empty, owed',
      polled: 'first fetch: fetch',
      'fetched by the app': 'first fetch: fetch',
      'set by hand': 'fresh',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held, empty',
      'the last hold ends': '—',
      shown: 'first fetch: fetch',
      'no longer shown': 'off screen, empty',
    },
    'empty, owed': {
      'a change': 'first fetch: fetch',
      'a change from before the fetch': 'first fetch: fetch',
      'invalidated by the app': '—',
      polled: 'first fetch: fetch',
      'fetched by the app': 'first fetch: fetch',
      'set by hand': 'fresh',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held, empty, owed',
      'the last hold ends': '—',
      shown: 'first fetch: fetch',
      'no longer shown': 'off screen, empty, owed',
    },
    'first fetch': {
      'a change': 'first fetch, owed',
      'a change from before the fetch': '—',
      'invalidated by the app': 'first fetch, owed',
      polled: '—',
      'fetched by the app': '—',
      'set by hand': 'fetching',
      'the fetch succeeds': 'fresh',
      'the fetch fails': 'empty, owed',
      'the app cancels': 'empty: cancel',
      'a hold is taken': 'held, first fetch, owed',
      'the last hold ends': 'first fetch, owed',
      shown: '—',
      'no longer shown': 'off screen, first fetch',
    },
    'first fetch, owed': {
      'a change': '—',
      'a change from before the fetch': '—',
      'invalidated by the app': '—',
      polled: '—',
      'fetched by the app': '—',
      'set by hand': 'fetching, owed',
      'the fetch succeeds': 'fetching: fetch',
      'the fetch fails': 'empty, owed',
      'the app cancels': 'empty, owed: cancel',
      'a hold is taken': 'held, first fetch, owed',
      'the last hold ends': '—',
      shown: '—',
      'no longer shown': 'off screen, first fetch, owed',
    },
    held: {
      'a change': 'held, owed',
      'a change from before the fetch': '—',
      'invalidated by the app': 'held, owed',
      polled: 'held, owed',
      'fetched by the app': 'held, owed: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': '—',
      'the last hold ends': 'fresh',
      shown: '—',
      'no longer shown': 'held, off screen',
    },
    'held, owed': {
      'a change': '—',
      'a change from before the fetch': '—',
      'invalidated by the app': '—',
      polled: '—',
      'fetched by the app': 'held, owed: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': '—',
      'the last hold ends': 'fetching: fetch',
      shown: 'held, owed: fetch',
      'no longer shown': 'held, off screen, owed',
    },
    'held, first fetch, owed': {
      'a change': '—',
      'a change from before the fetch': '—',
      'invalidated by the app': '—',
      polled: '—',
      'fetched by the app': '—',
      'set by hand': 'held, owed: cancel',
      'the fetch succeeds': 'held, owed',
      'the fetch fails': 'held, empty, owed',
      'the app cancels': 'held, empty, owed: cancel',
      'a hold is taken': '—',
      'the last hold ends': 'first fetch, owed',
      shown: '—',
      'no longer shown': 'held, off screen, first fetch, owed',
    },
    'off screen': {
      'a change': 'off screen, owed',
      'a change from before the fetch': '—',
      'invalidated by the app': 'off screen, owed',
      polled: 'off screen, fetching: fetch',
      'fetched by the app': 'off screen, fetching: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held, off screen',
      'the last hold ends': '—',
      shown: 'fresh',
      'no longer shown': '—',
    },
    'off screen, owed': {
      'a change': '—',
      'a change from before the fetch': '—',
      'invalidated by the app': '—',
      polled: 'off screen, fetching: fetch',
      'fetched by the app': 'off screen, fetching: fetch',
      'set by hand': '—',
      'the fetch succeeds': '—',
      'the fetch fails': '—',
      'the app cancels': '—',
      'a hold is taken': 'held, off screen, owed',
      'the last hold ends': '—',
      shown: 'fetching: fetch',
      'no longer shown': '—',
    },
  },
}
