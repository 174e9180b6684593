import {
  changeLog,
  createAuthStateManager,
  createRealtime,
  createTrace,
  type AuthStateManager,
  type ChangeLog,
  type Realtime,
  type Trace,
} from '@everfresh/core'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  type ManualClock,
  type ManualEnvironment,
  type ScriptedSessions,
  type ScriptedSource,
} from '@everfresh/core/testing'
import { QueryClient, QueryClientProvider, useQuery, type QueryKey } from '@tanstack/react-query'
import { act, fireEvent, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { RealtimeProvider } from '../src/provider.tsx'

interface ListEvent {
  readonly type: 'LIST'
  readonly list: string
}

export interface Started {
  readonly auth: AuthStateManager
  readonly clock: ManualClock
  readonly environment: ManualEnvironment
  readonly realtime: Realtime<ListEvent>
  readonly sessions: ScriptedSessions
  readonly source: ScriptedSource
  readonly trace: Trace
}

/** The real core over scripted parts; with `log`, the source has a change log. */
export function start(log?: ChangeLog): Started {
  const clock = manualClock()
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const environment = manualEnvironment()
  const trace = createTrace(clock)
  const auth = createAuthStateManager({ sessions, clock, trace })
  const realtime = createRealtime<ListEvent>({
    source: log === undefined ? source : { ...source, changeLog: changeLog(log) },
    auth,
    toEvents: change => (change.kind === 'rows' ? [{ type: 'LIST', list: change.table }] : []),
    rules: { LIST: ({ list }) => [['list', list]] },
    families: [['list']],
    clock,
    random: () => 0.5,
    environment,
    trace,
  })
  return { auth, clock, environment, realtime, sessions, source, trace }
}

/** A client that asks once: what fails is asked again by us. */
export function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity }, mutations: { retry: false } },
  })
}

interface InAppProps {
  readonly client: QueryClient
  readonly realtime: Realtime
  readonly scope?: string | undefined
  readonly children?: ReactNode
}

/** `children` in an app that follows `scope` (default `a`). */
export function InApp({ client, realtime, scope = 'a', children }: InAppProps): ReactNode {
  return (
    <QueryClientProvider client={client}>
      <RealtimeProvider realtime={realtime} scope={scope}>
        {children}
      </RealtimeProvider>
    </QueryClientProvider>
  )
}

/** A backend whose every answer waits to be sent; what it will say is decided when it was asked. */
export interface Backend {
  /** What the rows are now, by list. */
  readonly rows: Record<string, string>
  /** How often each list was asked for. */
  readonly asked: Record<string, number>
  readonly fetch: (list: string) => Promise<string>
  /** Answers everything that was asked, and lets the screen follow. */
  readonly answer: () => Promise<void>
}

export function backend(rows: Record<string, string>): Backend {
  const asked: Record<string, number> = {}
  const open: (() => void)[] = []
  return {
    rows,
    asked,
    fetch: list => {
      asked[list] = (asked[list] ?? 0) + 1
      const said = String(rows[list])
      return new Promise(resolve => open.push(() => resolve(said)))
    },
    answer: async () => {
      await act(async () => {
        for (const send of open.splice(0)) send()
        await turns()
      })
    },
  }
}

interface ListProps {
  readonly of: string
  readonly backend: Backend
  /** Told of each thing shown. */
  readonly onShow?: (shown: string) => void
}

/** Shows one list of the backend. */
export function List({ of, backend: { fetch }, onShow }: ListProps): ReactNode {
  const queryKey: QueryKey = ['list', of]
  const { data = 'loading' } = useQuery({ queryKey, queryFn: () => fetch(of) })
  onShow?.(data)
  return <p>{data}</p>
}

interface ButtonProps {
  readonly label: string
  readonly onClick: () => void
}

export function Button({ label, onClick }: ButtonProps): ReactNode {
  return <button type="button" aria-label={label} onClick={onClick} />
}

/** A person presses the button of that label. */
export function press(label: string): void {
  fireEvent.click(screen.getByLabelText(label))
}

/** Lets TanStack's own turns (it tells of results in a timer of 0 ms) pass. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise(resolve => setTimeout(resolve, 0))
}

/** Lets `ms` of the manual clock pass, and the screen follow. */
export async function pass(clock: ManualClock, ms: number): Promise<void> {
  await act(async () => {
    await clock.pass(ms)
    await turns()
  })
}
