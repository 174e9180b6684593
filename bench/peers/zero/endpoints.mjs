// The two endpoints that zero-cache asks, in a process of their own, as Zero's documentation has them in an app's server.
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createModel } from './model.mjs'

const [folder = '', databaseUrl = '', backendUrl = '', key = ''] = process.argv.slice(2)
const { load } = await import(pathToFileURL(`${folder}/load.mjs`).href)
const zero = await load('@rocicorp/zero')
const { handleMutateRequest, handleQueryRequest } = await load('@rocicorp/zero/server')
const { zeroNodePg } = await load('@rocicorp/zero/server/adapters/pg')
const { Pool } = (await load('pg')).default
const { schema, queries, mutators } = createModel(zero)
const dbProvider = zeroNodePg(schema, new Pool({ connectionString: databaseUrl }))
/** @type {Map<string, Promise<string>>} */
const people = new Map()
let mutateDelayMs = 0

/** Who a token belongs to, as Supabase Auth says. @param {string} authorization */
async function askWho(authorization) {
  const headers = { authorization, apikey: key }
  const answer = await fetch(`${backendUrl}/auth/v1/user`, { headers })
  if (!answer.ok) throw new Error(`Supabase Auth answers ${answer.status}.`)
  return (await answer.json()).id
}

/** @param {string} authorization */
function whoIs(authorization) {
  const known = people.get(authorization) ?? askWho(authorization)
  people.set(authorization, known)
  return known
}

/** @typedef {(tx: unknown, name: string, args: unknown) => unknown} Work */

/** @param {{ query: URLSearchParams, body: unknown, userID: string }} request */
async function mutate({ query, body, userID }) {
  if (mutateDelayMs > 0) await pause(mutateDelayMs)
  return handleMutateRequest({
    dbProvider,
    handler: (/** @type {(work: Work) => unknown} */ transact) =>
      transact((tx, name, args) =>
        zero.mustGetMutator(mutators, name).fn({ tx, args, ctx: { userId: userID } }),
      ),
    query,
    body,
    userID,
  })
}

/** @param {{ query: URLSearchParams, body: unknown, userID: string }} request */
function answerQuery({ query, body, userID }) {
  return handleQueryRequest({
    handler: (/** @type {string} */ name, /** @type {unknown} */ args) =>
      zero.mustGetQuery(queries, name).fn({ args, ctx: { userId: userID } }),
    schema,
    query,
    body,
    userID,
  })
}

const server = createServer((request, response) => {
  const work = async () => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const body = JSON.parse((await buffer(request)).toString('utf8'))
    const userID = await whoIs(request.headers.authorization ?? '')
    const answer = url.pathname === '/mutate' ? mutate : answerQuery
    return answer({ query: url.searchParams, body, userID })
  }
  work().then(
    value => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)),
    error => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      response.writeHead(500).end(String(error))
    },
  )
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})
process.on('message', (/** @type {{ mutateDelayMs: number }} */ order) => {
  mutateDelayMs = order.mutateDelayMs
})
process.on('disconnect', () => process.exit(0))
