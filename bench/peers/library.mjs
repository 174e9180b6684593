/** @typedef {import('./page/screen.mjs').Row} Row */

/**
 * What a library's file in `libraries/` is given to make the same app with.
 *
 * @typedef {object} Parts
 * @property {(name: string) => Promise<any>} load Imports a package from the folder in which all are installed, whose
 *   types are not at hand here.
 * @property {typeof import('react')} React
 * @property {import('react').FunctionComponent<{ rows: readonly Row[] | undefined }>} List Shows `rows`: undefined, or a list of `{ id, title }`.
 * @property {string} url
 * @property {string} key
 * @property {string} [cacheUrl] Of zero-cache, where it runs.
 * @property {ReturnType<typeof import('./page/network.mjs').createNetwork>} network
 */

/**
 * An app with somebody signed in.
 *
 * @typedef {object} App
 * @property {string} userId
 * @property {(listId: number) => Promise<{ element: unknown, close?: () => void }>} list An element that shows the list.
 * @property {(id: string, title: string) => void} rename Renames a row of the list that is shown, as a click would.
 */

/** @typedef {(parts: Parts) => Promise<App>} OpenApp */

/**
 * What is compared: a file in `libraries/`, its name, and the package whose version is told.
 *
 * @typedef {object} Library
 * @property {string} file
 * @property {string} name
 * @property {string} package
 */

/** @type {readonly Library[]} */
export const libraries = [
  { file: 'everfresh', name: 'Everfresh', package: '@everfresh/core' },
  { file: 'by-hand', name: 'by hand', package: '@tanstack/react-query' },
  {
    file: 'cache-helpers',
    name: 'cache-helpers',
    package: '@supabase-cache-helpers/postgrest-react-query',
  },
  { file: 'refine', name: 'refine', package: '@refinedev/core' },
  { file: 'rxdb', name: 'RxDB', package: 'rxdb' },
]

/**
 * What is measured only when it is asked for, and apart: it brings a server of its own.
 *
 * @type {Library}
 */
export const zero = { file: 'zero', name: 'Zero', package: '@rocicorp/zero' }

/**
 * The options of `createClient` that all apps share: Node has no WebSocket of its own, and the network counts.
 *
 * @param {Pick<Parts, 'network'>} parts
 */
export function clientOptions({ network }) {
  return { realtime: { transport: network.WebSocket }, global: { fetch: network.fetch } }
}

/** @typedef {{ data: { user: { id: string } }, error: Error | null }} SignedIn */

/**
 * Signs somebody new in.
 *
 * @param {{ auth: { signInAnonymously: () => Promise<SignedIn> } }} supabase
 * @returns {Promise<string>} Who.
 */
export async function signIn(supabase) {
  const { data, error } = await supabase.auth.signInAnonymously()
  if (error !== null) throw error
  return data.user.id
}
