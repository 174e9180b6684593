import { expect, it } from 'vitest'
import type { Context } from '../../context.ts'
import { createTokens } from '../../http/tokens.ts'
import { KnownCallers } from './known-callers.ts'

const SECOND = 1000

it('a token is known until it expires, and no longer', async () => {
  let now = Date.now()
  const tokens = await createTokens(() => now)
  const callers = new KnownCallers({ tokens, now: () => now } as Context)
  const exp = Math.floor(now / SECOND) + 60
  const token = await tokens.sign({ sub: 'alice', role: 'authenticated', exp })
  const headers = new Headers({ Authorization: `Bearer ${token}` })
  const first = await callers.of(headers)
  expect(first).toMatchObject({ role: 'authenticated', claims: { sub: 'alice' } })
  expect(await callers.of(headers)).toBe(first)
  now += 3600 * SECOND
  await expect(callers.of(headers)).rejects.toThrow('expired')
})

it('one token is not taken for another', async () => {
  const tokens = await createTokens(Date.now)
  const callers = new KnownCallers({ tokens, now: Date.now } as Context)
  const token = await tokens.sign({
    role: 'authenticated',
    exp: Math.floor(Date.now() / SECOND) + 60,
  })
  const of = (headers: Record<string, string>) => callers.of(new Headers(headers))
  expect((await of({ apikey: tokens.anonKey })).role).toBe('anon')
  expect((await of({ apikey: tokens.anonKey, Authorization: `Bearer ${token}` })).role).toBe(
    'authenticated',
  )
  expect((await of({ apikey: tokens.serviceKey })).role).toBe('service_role')
  await expect(of({ apikey: `${token}x` })).rejects.toThrow()
})
