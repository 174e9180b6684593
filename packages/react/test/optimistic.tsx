import {
  keepPreviousData,
  type QueryClient,
  type QueryKey,
  type UseMutationResult,
} from '@tanstack/react-query'
import { act, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { useOptimisticMutation } from '../src/use-optimistic-mutation.ts'
import { useOptimisticQuery } from '../src/use-optimistic-query.ts'
import { backend, InApp, newClient, pass, start, turns, type Backend } from './start.tsx'

interface Row {
  readonly id: string
  readonly starred?: boolean
}

export interface Rows {
  readonly rows: readonly Row[]
  readonly total: number
}

/** What a person may do to a row. */
export interface Deed {
  readonly what: 'star' | 'unstar' | 'delete' | 'add' | 'break'
  readonly id: string
}

/** The data of a backend that has these rows; a star after an id is one. */
export function fetched(text: string): Rows {
  const ids = text.split(' ').filter(id => id !== '')
  const rows = ids.map(id =>
    id.endsWith('*') ? { id: id.slice(0, -1), starred: true } : { id, starred: false },
  )
  return { rows, total: rows.length }
}

/** As an app writes it: pure, and the same when the row is there, or gone, already. */
function done(data: Rows, { what, id }: Deed): Rows {
  if (what === 'break') throw new Error('a patch at fault')
  const { rows, total } = data
  const isThere = rows.some(row => row.id === id)
  if (what === 'add')
    return isThere ? data : { rows: [...rows, { id, starred: false }], total: total + 1 }
  if (!isThere) return data
  if (what === 'delete') return { rows: rows.filter(row => row.id !== id), total: total - 1 }
  const starred = what === 'star'
  return { rows: rows.map(row => (row.id === id ? { ...row, starred } : row)), total }
}

interface ListProps {
  readonly of: string
  readonly backend: Backend
  readonly onShow?: (data: Rows | undefined) => void
}

/** Shows one list: its ids, the starred ones with a star, and the total. */
function RowList({ of, backend: { fetch }, onShow }: ListProps): ReactNode {
  const { data } = useOptimisticQuery({
    queryKey: ['list', of],
    queryFn: async (): Promise<Rows> => JSON.parse(await fetch(of)) as Rows,
  })
  onShow?.(data)
  return <p>{data === undefined ? 'loading' : textOf(data)}</p>
}

function textOf({ rows, total }: Rows): string {
  const ids = rows.map(({ id, starred }) => (starred === true ? `${id}*` : id))
  return `${ids.join(' ')} (${total})`
}

/** One of several pages, by a `select` of its own; the last one stays while the next is loaded. */
function Page({ of, backend: { fetch } }: ListProps): ReactNode {
  const { data } = useOptimisticQuery({
    queryKey: ['list', of],
    queryFn: async (): Promise<Rows> => JSON.parse(await fetch(of)) as Rows,
    placeholderData: keepPreviousData,
    select: ({ rows }) => rows.map(row => `${row.id}${row.starred === true ? '*' : ''}`),
  })
  return <p>{data?.join(', ')}</p>
}

/** The requests that are out, oldest first. */
export interface Requests {
  /** All that were ever sent, such as `star a`. */
  readonly sent: string[]
  readonly send: (deed: Deed) => Promise<string>
  /** The oldest that is out comes to its end, and the screen follows. */
  readonly succeed: () => Promise<void>
  readonly fail: () => Promise<void>
}

function requests(): Requests {
  const out: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  const sent: string[] = []
  const after = async (work: () => void): Promise<void> => {
    await act(async () => {
      work()
      await turns()
    })
  }
  return {
    sent,
    send: ({ what, id }) =>
      new Promise((resolve, reject) => {
        sent.push(`${what} ${id}`)
        out.push({ resolve: () => resolve(`${what} ${id}`), reject })
      }),
    succeed: () => after(() => out.shift()?.resolve()),
    fail: () => after(() => out.shift()?.reject(new Error('refused'))),
  }
}

type Changing = UseMutationResult<string, Error, Deed>

interface DoingProps {
  readonly requests: Requests
  readonly onRender: (changing: Changing) => void
  readonly touches?: readonly QueryKey[]
  readonly retry?: number
}

/** The means to star, delete and add; what is done to the star of one row has one intent. */
function Doing({ requests: { send }, onRender, touches, retry }: DoingProps): ReactNode {
  onRender(
    useOptimisticMutation<string, Error, Deed>({
      touches: touches ?? [['list']],
      mutationFn: send,
      patch: (data, deed) => done(data as Rows, deed),
      intent: ({ what, id }) => (what.endsWith('star') ? `star ${id}` : undefined),
      ...(retry !== undefined && { retry, retryDelay: 0 }),
    }),
  )
  return null
}

interface World {
  /** What the backend has at first, by list. Default: a list `a` of `sun moon`. */
  readonly has?: Readonly<Record<string, string>>
  readonly client?: QueryClient
  /** Default: all lists that the backend has. */
  readonly lists?: readonly string[]
  readonly strict?: boolean
  readonly doing?: Omit<DoingProps, 'requests' | 'onRender'>
}

/** Live, with the lists on screen and quiet. */
export async function changing(options: World = {}) {
  const { has = { a: 'sun moon' }, client = newClient(), lists = Object.keys(has) } = options
  const started = start()
  const answers = Object.entries(has).map(([list, text]) => [list, JSON.stringify(fetched(text))])
  const given = backend(Object.fromEntries(answers) as Record<string, string>)
  const out = requests()
  const frames: string[] = []
  const shown: (Rows | undefined)[] = []
  const made: Changing[] = []
  const mutation = <Doing {...options.doing} requests={out} onRender={one => made.push(one)} />
  const onShow = (data: Rows | undefined): void => {
    shown.push(data)
    frames.push(data === undefined ? 'loading' : textOf(data))
  }
  const tree = (on: readonly string[], isDoing = true, page?: string): ReactNode => (
    <InApp client={client} realtime={started.realtime}>
      {page !== undefined && <Page of={page} backend={given} />}
      {on.map(list => (
        <RowList key={list} of={list} backend={given} onShow={onShow} />
      ))}
      {isDoing && mutation}
    </InApp>
  )
  started.sessions.say({ userId: 'ann', accessToken: 'token', isAnonymous: false })
  const view = render(tree(lists), { reactStrictMode: options.strict ?? false })
  act(() => started.source.goLive())
  // The first fetches, and the catch-up after them.
  await given.answer()
  await pass(started.clock, 2_000)
  await given.answer()
  frames.length = shown.length = 0
  for (const list of Object.keys(given.asked)) given.asked[list] = 0
  return {
    ...started,
    ...out,
    client,
    /** Each thing that a list has rendered since. */
    frames,
    shown,
    backend: given,
    /** How often each list was asked for since. */
    asked: given.asked,
    /** The backend has this now. */
    has: (list: string, text: string) => void (given.rows[list] = JSON.stringify(fetched(text))),
    /** From now on the list cannot be read. */
    breaks: (list: string) => void (given.rows[list] = 'no JSON'),
    /** What came of each mutation, in the order in which they were made. */
    answers: () =>
      client
        .getMutationCache()
        .getAll()
        .map(({ state: { data, error } }) => (error === null ? data : String(error))),
    tell: (list: string) => started.realtime.emit({ type: 'LIST', list }),
    last: () => made.at(-1),
    do: async (what: Deed['what'], id: string) => {
      await act(async () => {
        made.at(-1)?.mutate({ what, id })
        await turns()
      })
    },
    /** Lets time pass and answers what was asked. */
    settle: async (ms = 1_000) => {
      await pass(started.clock, ms)
      await given.answer()
    },
    showPage: (page: string) => view.rerender(tree([], true, page)),
    show: (on: readonly string[], isDoing = true) => view.rerender(tree(on, isDoing)),
    text: () => view.container.textContent,
  }
}
