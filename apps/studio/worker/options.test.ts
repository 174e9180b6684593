import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

const env = { SUPABASE_URL: 'http://127.0.0.1:54321/', SUPABASE_SERVICE_ROLE_KEY: 'secret' }

describe('the options of the worker', () => {
  it('need only the address and the key', () => {
    expect(readOptions([], env)).toEqual({
      url: 'http://127.0.0.1:54321',
      serviceKey: 'secret',
      separateCommits: false,
      paceMs: 900,
      concurrency: 2,
    })
  })

  it('take flags before the environment', () => {
    const set = {
      ...env,
      WORKER_PACE_MS: '5',
      WORKER_CONCURRENCY: '3',
      WORKER_SEPARATE_COMMITS: 'true',
    }
    expect(readOptions([], set)).toMatchObject({ paceMs: 5, concurrency: 3, separateCommits: true })
    const flags = ['--pace', '0', '--concurrency=4', '--separate-commits']
    expect(readOptions(flags, set)).toMatchObject({ paceMs: 0, concurrency: 4 })
  })

  it.each([
    [[], { ...env, SUPABASE_URL: undefined }, /SUPABASE_URL is not set.*http:\/\/127/],
    [[], { ...env, SUPABASE_URL: 'localhost:54321' }, /is not a web address: "localhost:54321"/],
    [[], { ...env, SUPABASE_SERVICE_ROLE_KEY: '' }, /SERVICE_ROLE_KEY is not set.*secret/],
    [['--pace', 'fast'], env, /--pace takes a whole number from 0 to 60000, not "fast"/],
    [['--concurrency', '0'], env, /--concurrency takes a whole number from 1 to 16, not "0"/],
    [['--paces', '3'], env, /'--paces'.*The worker knows --separate-commits/],
  ])('say what is wrong with %j', (args, given, message) => {
    expect(() => readOptions(args, given)).toThrow(message)
  })

  it('never show the key', () => {
    const given = { ...env, SUPABASE_URL: 'nowhere', SUPABASE_SERVICE_ROLE_KEY: 'sb_secret_x' }
    expect(() => readOptions([], given)).not.toThrow(/sb_secret/)
  })
})
