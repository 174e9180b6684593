import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  systemClock,
  type Rules,
} from '@everfresh/core'
import { catalogueSql, readCatalogue, type Catalogue } from '@everfresh/core/diagnose'
import { QueryClient, QueryObserver, type QueryObserverOptions } from '@tanstack/query-core'
import { diagnose, type Canary, type DiagnoseOptions } from '../src/diagnose/index.ts'
import { supabaseSessions, supabaseSource } from '../src/index.ts'
import { soon, type Stage } from './stage.ts'

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
  /** Default true. */
  readonly helped?: boolean
  readonly rules?: Rules<TasksChanged>
}

/** An app with one list on screen, to be diagnosed. */
export async function openPatient(stage: Stage, options: PatientOptions = {}) {
  const { backend } = stage
  await backend.sql(tasks)
  if (options.sql !== undefined) await backend.sql(options.sql)
  const { client, environment } = await stage.connect({ helped: options.helped ?? true })
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
        tables: () => [{ table: 'tasks', filter: options.filter ?? 'project=eq.7' }],
      }),
      auth,
      toEvents: () => [{ type: 'TASKS', project: '7' }],
      rules,
      families,
      environment,
      trace: createTrace(systemClock),
    })
    stage.closing(realtime.stop)
    realtime.attach(queryClient.getQueryCache())
    realtime.follow('7')
    return { realtime, families }
  }
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, ...covered } } })
  const show = (key: readonly unknown[], own: Partial<QueryObserverOptions> = {}) => {
    const queryFn = async () => {
      const { data } = await client.from('tasks').select('id').throwOnError()
      return data.length
    }
    const observer = new QueryObserver(queryClient, { queryKey: key, queryFn, ...own } as never)
    stage.closing(observer.subscribe(() => undefined))
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
    realtime,
    queryClient,
    auth,
    show,
    startAnother: start,
    canary,
    catalogue: async (): Promise<Catalogue> => {
      const { rows } = await backend.sql(catalogueSql)
      return readCatalogue(JSON.parse(rows[0]?.['catalogue'] ?? ''))
    },
    live: () => soon(() => realtime.state.current.status).toBe('live'),
    find: (more: Partial<typeof about> = {}) => diagnose({ ...about, ...more }),
  }
}

export type Patient = Awaited<ReturnType<typeof openPatient>>
