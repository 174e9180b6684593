import pg from 'pg'
import { makeProject, startBackend } from '../lib/local-backend.mjs'
import { schema } from './schema.mjs'

/**
 * A backend in a process of its own, and somebody who writes past all clients.
 *
 * @param {(undo: () => unknown) => void} defer
 * @param {string} [migration] More than the lists.
 */
export async function openBackend(defer, migration = '') {
  const project = await makeProject(schema + migration)
  defer(project.remove)
  const { url, anonKey, databaseUrl, stop } = await startBackend(project.folder)
  defer(stop)
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  defer(() => database.end())
  const session = await signUp(url, anonKey)
  let version = 0
  return {
    url,
    anonKey,
    session,
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

/**
 * One person for all clients: whether a row may be told is decided for each person, and is not what is measured.
 *
 * @param {string} url
 * @param {string} apikey
 */
async function signUp(url, apikey) {
  const headers = { apikey, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/auth/v1/signup`, { method: 'POST', headers, body: '{}' })
  if (!answer.ok) throw new Error(`Nobody can sign up: ${await answer.text()}`)
  const { access_token, refresh_token } = /** @type {Record<string, string>} */ (
    await answer.json()
  )
  return { access_token: String(access_token), refresh_token: String(refresh_token) }
}
