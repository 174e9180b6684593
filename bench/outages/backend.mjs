import pg from 'pg'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { schema } from './schema.mjs'

/**
 * A backend in a process of its own, and somebody who writes past all clients.
 *
 * @param {(undo: () => unknown) => void} defer
 */
export async function openBackend(defer) {
  const project = await makeProject(schema)
  defer(project.remove)
  const { url, anonKey, databaseUrl, stop } = await startBackend(project.folder)
  defer(stop)
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  defer(() => database.end())
  let version = 0
  return {
    url,
    anonKey,
    /** Commits a new version of one list, and resolves with it. @param {number} list */
    write: async list => {
      version += 1
      await database.query('update public.lists set version = $1 where list = $2', [version, list])
      return version
    },
    /** Commits a new version of all lists at once, and resolves with it. */
    writeAll: async () => {
      version += 1
      await database.query('update public.lists set version = $1', [version])
      return version
    },
  }
}
