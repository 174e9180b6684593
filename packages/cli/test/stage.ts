import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { WebSocket } from 'ws'
import { askedOf } from './examine-here.ts'
import type { Place } from './run-doctor.ts'

const HEALTHY = `
  create table tasks (id bigint primary key, project_id uuid not null, user_id uuid default auth.uid());
  alter table tasks enable row level security;
  create policy own on tasks for select to authenticated using (user_id = auth.uid());
  create unique index tasks_by_project on tasks (project_id, id);
  alter table tasks replica identity using index tasks_by_project;
  alter publication supabase_realtime add table tasks;
  create policy listen on realtime.messages for select to authenticated
    using (realtime.topic() = 'project:mine');
`

export interface Folder {
  /** Of the test file's own; its everfresh.json names the table that the app listens to. */
  readonly folder: string
}

/** Where a developer stands who has no project. */
export function prepareFolder(): Folder {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'everfresh-doctor-test-'))
    writeFileSync(
      join(folder, 'everfresh.json'),
      JSON.stringify({ tables: [{ table: 'tasks', filter: 'project_id=eq.{project}' }] }),
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    get folder() {
      return folder
    },
  }
}

export interface Stage extends Folder {
  /** Healthy; one for all tests of the file, each of which leaves it so. */
  readonly backend: LocalBackend
  /** The variables of an app that uses the backend. */
  readonly app: () => Record<string, string>
  /** With the database too, in the folder that names the tables. */
  readonly whole: () => Place
  /** The app's address and key as options. */
  readonly asked: () => readonly string[]
  /** Somebody signs in; resolves to the access token. */
  readonly signIn: () => Promise<string>
}

/** A healthy project, and where its developer stands. */
export function prepareStage(): Stage {
  const place = prepareFolder()
  let backend: LocalBackend
  beforeAll(async () => {
    backend = await testBackend({ faults: true, realtime: { publicationCheckMs: 200 } })
    await backend.sql(HEALTHY)
  })
  afterEach(() => backend.faults.reset())
  afterAll(() => backend.stop())
  const app = (): Record<string, string> => ({
    VITE_SUPABASE_URL: backend.url,
    VITE_SUPABASE_ANON_KEY: backend.anonKey,
  })
  return {
    get backend() {
      return backend
    },
    get folder() {
      return place.folder
    },
    app,
    asked: () => askedOf(backend),
    whole: () => ({ env: { ...app(), DATABASE_URL: backend.databaseUrl }, cwd: place.folder }),
    signIn: async () => {
      const client = createClient(backend.url, backend.anonKey, {
        realtime: { transport: WebSocket as never },
      })
      const { data } = await client.auth.signInAnonymously()
      await client.auth.stopAutoRefresh()
      return data.session?.access_token ?? ''
    },
  }
}
