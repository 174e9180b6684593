import { fileURLToPath } from 'node:url'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient } from '@supabase/supabase-js'
import WebSocket from 'ws'
import type { Database, Json, Tables } from '../../src/integrations/supabase/types.ts'

export type Client = ReturnType<typeof createClient<Database>>

/** A signed-in person with a project. */
export interface Person {
  readonly client: Client
  readonly id: string
  readonly projectId: string
}

export interface Stage {
  readonly backend: LocalBackend
  /** Passes row security, as the worker does. */
  readonly service: Client
  /** Someone who has not signed in. */
  readonly stranger: Client
  person(): Promise<Person>
  stop(): Promise<void>
}

const studio = fileURLToPath(new URL('../..', import.meta.url))

/** The Studio's own migrations on a database of this test's own. */
export async function openStage(): Promise<Stage> {
  const backend = await testBackend({ projectDir: studio })
  const clients: Client[] = []
  const connect = (key: string): Client => {
    const client = createClient<Database>(backend.url, key, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as never },
    })
    clients.push(client)
    return client
  }
  return {
    backend,
    service: connect(backend.serviceKey),
    stranger: connect(backend.anonKey),
    person: async () => {
      const client = connect(backend.anonKey)
      const { data } = await client.auth.signInAnonymously()
      const project = await client.from('projects').insert({ name: 'Mine' }).select().single()
      return { client, id: data.user?.id ?? '', projectId: need(project).id }
    },
    stop: async () => {
      await Promise.all(clients.map(client => client.removeAllChannels()))
      await backend.stop()
    },
  }
}

interface Answer<T> {
  readonly data: T | null
  readonly error: { readonly message: string } | null
}

/** The data of an answer that must have some. */
export function need<T>({ data, error }: Answer<T>): T {
  if (error !== null || data === null) throw new Error(error?.message ?? 'There is no data.')
  return data
}

/** Submits a prompt in a person's project and returns the task. */
export async function submit(
  person: Person,
  params: Readonly<Record<string, Json>> = {},
): Promise<Tables<'tasks'>> {
  const task = { project_id: person.projectId, params: { prompt: 'a quiet lake', ...params } }
  return need(await person.client.from('tasks').insert(task).select().single())
}

/** Makes a picture in a person's project, as the worker would. */
export async function makePicture(stage: Stage, person: Person): Promise<Tables<'generations'>> {
  const picture = { project_id: person.projectId, location: 'https://example.test/a.webp' }
  return need(await stage.service.from('generations').insert(picture).select().single())
}

export async function makeShot(person: Person, name = 'Opening'): Promise<Tables<'shots'>> {
  const shot = { project_id: person.projectId, name }
  return need(await person.client.from('shots').insert(shot).select().single())
}
