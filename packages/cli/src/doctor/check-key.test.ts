import { describe, expect, it } from 'vitest'
import { checkKey } from './check-key.ts'
import { checkOf } from './check.ts'

const NOW = Date.parse('2026-11-26')
const REF = 'abcdefghijklmnopqrst'

const jwt = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature']
    .map(part => Buffer.from(part).toString('base64url'))
    .join('.')

const check = (key: string, { url = `https://${REF}.supabase.co`, keyFrom = '--key' } = {}) => {
  const { state, findings } = checkOf('key', 'key', checkKey({ url, key, keyFrom }, NOW))
  return [state, ...findings.map(({ code }) => code)]
}

describe('the key', () => {
  it('of an app is well, of either generation', () => {
    expect(check('sb_publishable_x')).toEqual(['ok'])
    expect(check(jwt({ role: 'anon', ref: REF, exp: 2e9 }))).toEqual(['ok'])
  })

  it('that names another project than the address is of that other project', () => {
    const other = jwt({ role: 'anon', ref: 'zyxwvutsrqponmlkjihg', exp: 2e9 })
    expect(check(other)).toEqual(['error', 'key-of-other-project'])
    // Behind a domain of one's own nobody can tell.
    expect(check(other, { url: 'https://api.example.com' })).toEqual(['ok'])
  })

  it('of a service is a warning by itself, and an error in a variable that bundlers put into the page', () => {
    for (const key of ['sb_secret_x', jwt({ role: 'service_role', exp: 2e9 })]) {
      expect(check(key)).toEqual(['warning', 'service-key'])
      expect(check(key, { keyFrom: 'SUPABASE_ANON_KEY' })).toEqual(['warning', 'service-key'])
      for (const prefix of ['VITE_', 'NEXT_PUBLIC_', 'EXPO_PUBLIC_', 'PUBLIC_'])
        expect(check(key, { keyFrom: `${prefix}SUPABASE_ANON_KEY` })).toEqual([
          'error',
          'service-key',
        ])
    }
  })

  it('that is no JSON inside, or of a role that no key has, is unreadable', () => {
    expect(check('a.b.c')).toEqual(['error', 'key-unreadable'])
    expect(check(jwt({ role: 'postgres' }))).toEqual(['error', 'key-unreadable'])
    expect(check('')).toEqual(['error', 'key-unreadable'])
  })
})
