import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  systemClock,
  type Rules,
} from '@everfresh/core'
import { catalogueSql, readCatalogue, type Catalogue } from '@everfresh/core/diagnose'
import {
  hashKey,
  QueryClient,
  QueryObserver,
  type QueryObserverOptions,
} from '@tanstack/query-core'
import { diagnose, type Canary, type DiagnoseOptions } from '../src/diagnose/index.ts'
import { supabaseSessions, supabaseSource, type TableBinding } from '../src/index.ts'
import { soon, type AppOptions, type Stage } from './stage.ts'

/** What a healthy app has in its database: everything that a push of every change needs. */
const tasks = `
  create table tasks (id uuid primary key default gen_random_uuid(), project text not null, owner uuid not null default auth.uid());
  alter table tasks enable row level security;
  create policy own on tasks for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
  create unique index tasks_project_id on tasks (project, id);
  alter table tasks replica identity using index tasks_project_id;
  alter publication supabase_realtime add table tasks;
`

interface TasksChanged {
  readonly type: 'TASKS'
  readonly project: string
}

/** Options under which a covered query asks for nothing that realtime asks for anyway. */
const covered = { refetchOnWindowFocus: false, refetchOnReconnect: false } as const

export interface PatientOptions {
  /** What its developer does to the database before anybody connects. */
  readonly sql?: string
  readonly filter?: string
  /** What is listened to. Default: its one table, with the filter. */
  readonly tables?: readonly TableBinding[]
  /** Default true. */
  readonly helped?: boolean
  readonly rules?: Rules<TasksChanged>
  /** Its client's own. */
  readonly connection?: Pick<AppOptions, 'url' | 'reach'>
}

/** An app with one list on screen, to be diagnosed. */
export async function openPatient(stage: Stage, options: PatientOptions = {}) {
  const { backend } = stage
  // Several may share one backend.
  const { rows } = await backend.sql(`select to_regclass('public.tasks') as known`)
  if (rows[0]?.['known'] === null) await backend.sql(tasks)
  if (options.sql !== undefined) await backend.sql(options.sql)
  const { client, environment, reports } = await stage.connect({
    helped: options.helped ?? true,
    ...options.connection,
  })
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const rules: Rules<TasksChanged> = options.rules ?? {
    TASKS: ({ project }) => [['tasks', project]],
  }
  const start = () => {
    const families = [['tasks']]
    const realtime = createRealtime<TasksChanged>({
      source: supabaseSource({
        client,
        topic: () => 'list:mine',
        tables: () =>
          options.tables ?? [{ table: 'tasks', filter: options.filter ?? 'project=eq.7' }],
      }),
      auth,
      toEvents: () => [{ type: 'TASKS', project: '7' }],
      rules,
      families,
      environment,
      trace: createTrace(systemClock),
      ...(reports && { backend: reports }),
    })
    stage.closing(realtime.stop)
    realtime.attach(queryClient.getQueryCache())
    realtime.follow('7')
    return { realtime, families }
  }
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, ...covered } } })
  const fetches = new Map<string, number>()
  const fetchesOf = (key: readonly unknown[]): number => fetches.get(hashKey(key)) ?? 0
  /** Puts a list on screen. Returns how it goes again, out of the cache too. */
  const show = (key: readonly unknown[], own: Partial<QueryObserverOptions> = {}) => {
    const queryFn = async () => {
      fetches.set(hashKey(key), fetchesOf(key) + 1)
      const { data } = await client.from('tasks').select('id').throwOnError()
      return data.length
    }
    const observer = new QueryObserver(queryClient, { queryKey: key, queryFn, ...own } as never)
    const unsubscribe = observer.subscribe(() => undefined)
    const hide = (): void => {
      unsubscribe()
      queryClient.removeQueries({ queryKey: key, exact: true })
    }
    stage.closing(hide)
    return hide
  }
  stage.closing(() => {
    auth.stop()
    queryClient.clear()
  })
  const { realtime, families } = start()
  show(['tasks', '7'])

  const canary: Canary = {
    table: 'tasks',
    // Here every commit is pushed at once.
    patienceMs: 1_000,
    write: async () => {
      const id = crypto.randomUUID()
      await client.from('tasks').insert({ id, project: '7' }).throwOnError()
      return { id }
    },
    // As a service does it: whoever may not see a row may not delete it either.
    remove: id => backend.sql('delete from tasks where id = $1', [id]),
  }
  const about: DiagnoseOptions<unknown, TasksChanged> = {
    realtime,
    cache: queryClient.getQueryCache(),
    families,
    rules,
    client: client as never,
  }
  return {
    client,
    environment,
    realtime,
    queryClient,
    auth,
    show,
    /** How often the list of this key was asked for. */
    fetchesOf,
    startAnother: start,
    canary,
    catalogue: async (): Promise<Catalogue> => {
      const { rows } = await backend.sql(catalogueSql)
      return readCatalogue(JSON.parse(rows[0]?.['catalogue'] ?? ''))
    },
    live: () => soon(() => realtime.state.current.status).toBe('live'),
    /** Waits until nothing is fetched any more, the first fetch and the catch-up among it. */
    atRest: () =>
      soon(() => [realtime.state.current.status, queryClient.isFetching()]).toEqual(['live', 0]),
    find: (more: Partial<typeof about> = {}) => diagnose({ ...about, ...more }),
  }
}

export type Patient = Awaited<ReturnType<typeof openPatient>>
