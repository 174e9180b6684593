import { createTokens } from '../../src/http/tokens.ts'
import { testBackend, type LocalBackend } from '../../src/testing/index.ts'
import { canaryCheck, canaryValues } from '../attacks/attempts.ts'
import type { Who } from './case.ts'
import { openTeller } from './teller.ts'
import { rowsSql, worldSql, type User } from './world-sql.ts'

/** A running backend with two people's secrets in it. */
export interface World {
  readonly backend: LocalBackend
  readonly alice: User
  readonly bob: User
  /** The token each one sends; undefined for who sends none. */
  readonly tokens: Readonly<Record<Who, string | undefined>>
  /** Lines that the backend has warned with, oldest first. */
  readonly warnings: string[]
  /** What must not be in anything that is sent to `who`. */
  secretsFrom(who: Iterable<Who>): readonly string[]
  /** Changes rows of everybody, and waits until the changes were sent to whom they may be. */
  tellAll(): Promise<void>
  /** What has become of the database, in words; empty when all is well. */
  damage(): Promise<readonly string[]>
  /** Deletes what the fuzzed requests have made, and puts back what they have deleted. */
  tidy(): Promise<void>
}

const alice: User = {
  id: 'aaaaaaaa-0000-4000-8000-000000000001',
  marker: 'MARK-alice-5f2e81',
}
const bob: User = { id: 'bbbbbbbb-0000-4000-8000-000000000002', marker: 'MARK-bob-c03d97' }
const FIRST_MADE_ID = 100
const MOST_CONNECTIONS = 26

/** Starts the backend and fills it. The caller stops it. */
export async function openWorld(): Promise<World> {
  const warnings: string[] = []
  const backend = await testBackend({
    faults: true,
    warn: line => void warnings.push(line),
    tokenLifetimeSeconds: 86_400,
  })
  await backend.sql(worldSql(alice, bob))
  await backend.sql(`alter sequence canary.ids restart ${FIRST_MADE_ID}`)
  const tokenMaker = await createTokens(Date.now)
  const exp = Math.floor(Date.now() / 1000) + 86_400
  const userToken = async (user: User, email: string): Promise<string> => {
    const made = await fetch(`${backend.url}/auth/v1/admin/users`, {
      method: 'POST',
      headers: { apikey: backend.serviceKey, authorization: `Bearer ${backend.serviceKey}` },
      body: JSON.stringify({ id: user.id, email, user_metadata: { secret: user.marker } }),
    })
    if (!made.ok) throw new Error(`The users could not be made: ${await made.text()}`)
    return tokenMaker.sign({ sub: user.id, role: 'authenticated', aud: 'authenticated', exp })
  }
  const tokens = {
    alice: await userToken(alice, 'alice@example.com'),
    bob: await userToken(bob, 'bob@example.com'),
    anon: backend.anonKey,
    service: backend.serviceKey,
    nobody: undefined,
    forger: `${backend.serviceKey.slice(0, -6)}AAAAAA`,
  }
  for (const user of ['alice', 'bob'] as const) await storeSecret(backend, tokens[user], user)
  return {
    backend,
    alice,
    bob,
    tokens,
    warnings,
    secretsFrom: who => secretsFrom(new Set(who), tokens),
    tellAll: await openTeller(backend),
    damage: () => damage(backend),
    tidy: async () => {
      for (const table of ['parts', 'notes', 'whole_notes']) {
        await backend.sql(`delete from public.${table} where id > ${FIRST_MADE_ID}`)
      }
      await backend.sql(rowsSql(alice, bob))
    },
  }
}

/** A file with the user's marker in its name and its bytes. */
async function storeSecret(
  backend: LocalBackend,
  token: string,
  user: 'alice' | 'bob',
): Promise<void> {
  const { marker } = user === 'alice' ? alice : bob
  const answer = await fetch(`${backend.url}/storage/v1/object/mine/${user}/${marker}.txt`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: marker,
  })
  if (!answer.ok) throw new Error(`The files could not be stored: ${await answer.text()}`)
}

function secretsFrom(who: ReadonlySet<Who>, tokens: World['tokens']): readonly string[] {
  if (who.has('service')) return [...canaryValues]
  const others = (['alice', 'bob'] as const).filter(each => !who.has(each))
  return [
    ...canaryValues,
    ...others.map(each => (each === 'alice' ? alice : bob).marker),
    // A token is told by its signature.
    ...others.flatMap(each => tokens[each]?.split('.')[2] ?? []),
    ...(tokens.service?.split('.')[2] === undefined ? [] : [tokens.service.split('.')[2] ?? '']),
  ]
}

async function damage(backend: LocalBackend): Promise<readonly string[]> {
  const [canary] = (await backend.sql(canaryCheck)).rows
  const [activity] = (
    await backend.sql(
      `select count(*) as connections, count(*) filter (where state like 'idle in transaction%') as stuck,
        count(*) filter (where query ~ 'pg_sleep' and pid <> pg_backend_pid() and state = 'active') as asleep
       from pg_stat_activity where datname = current_database()`,
    )
  ).rows
  const { calls, whole } = canary ?? {}
  const { connections, stuck, asleep } = activity ?? {}
  return [
    ...(calls === '0' ? [] : [`canary.boom() was called ${calls} times`]),
    ...(whole === 't' ? [] : ['the canary table was changed']),
    ...(stuck === '0' ? [] : [`${stuck} transactions are stuck`]),
    ...(asleep === '0' ? [] : [`${asleep} statements sleep`]),
    ...(Number(connections) <= MOST_CONNECTIONS ? [] : [`${connections} connections are open`]),
  ]
}
