import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'

const env = { SUPABASE_URL: 'http://127.0.0.1:54321/', SUPABASE_SERVICE_ROLE_KEY: 'secret' }

describe('the options of the worker', () => {
  it('need only the address and the key', () => {
    expect(readOptions([], env)).toEqual({
      url: 'http://127.0.0.1:54321',
      serviceKey: 'secret',
      completion: 'transaction',
      paceMs: 900,
      speed: 1,
      concurrency: 2,
      failureRate: 0,
      failureSeed: 1,
      orphanAfterS: 30,
    })
  })

  it('take flags before the environment', () => {
    const set = {
      ...env,
      WORKER_PACE_MS: '5',
      WORKER_SPEED: '2.5',
      WORKER_CONCURRENCY: '3',
      WORKER_FAILURE_RATE: '0.2',
      WORKER_FAILURE_SEED: '7',
      WORKER_COMPLETION: 'shuffled',
      WORKER_ORPHAN_AFTER_S: '4',
    }
    expect(readOptions([], set)).toMatchObject({
      paceMs: 5,
      speed: 2.5,
      concurrency: 3,
      failureRate: 0.2,
      failureSeed: 7,
      completion: 'shuffled',
      orphanAfterS: 4,
    })
    const flags = ['--pace', '0', '--concurrency=4', '--failure-rate=1', '--completion', 'steps']
    expect(readOptions(flags, set)).toMatchObject({
      paceMs: 0,
      concurrency: 4,
      failureRate: 1,
      completion: 'steps',
    })
  })

  it('know the earlier name of steps', () => {
    expect(readOptions(['--separate-commits'], env).completion).toBe('steps')
    expect(readOptions([], { ...env, WORKER_SEPARATE_COMMITS: 'true' }).completion).toBe('steps')
    const both = ['--separate-commits', '--completion', 'shuffled']
    expect(readOptions(both, env).completion).toBe('shuffled')
  })

  it.each([
    [[], { ...env, SUPABASE_URL: undefined }, /SUPABASE_URL is not set.*http:\/\/127/],
    [[], { ...env, SUPABASE_URL: 'localhost:54321' }, /is not a web address: "localhost:54321"/],
    [[], { ...env, SUPABASE_SERVICE_ROLE_KEY: '' }, /SERVICE_ROLE_KEY is not set.*secret/],
    [['--pace', 'fast'], env, /--pace takes a whole number from 0 to 60000, not "fast"/],
    [['--concurrency', '0'], env, /--concurrency takes a whole number from 1 to 16, not "0"/],
    [[], { ...env, WORKER_SPEED: '0' }, /WORKER_SPEED takes a number from 0.01 to 1000, not "0"/],
    [['--failure-rate', '20%'], env, /--failure-rate takes a number from 0 to 1, not "20%"/],
    [['--orphan-after', '0.5'], env, /--orphan-after takes a whole number from 1 to 600/],
    [
      ['--completion', 'once'],
      env,
      /--completion takes transaction, steps or shuffled, not "once"/,
    ],
    [
      ['--completion', 'transaction', '--separate-commits'],
      env,
      /says transaction, and --separate-commits the opposite/,
    ],
    [['--paces', '3'], env, /'--paces'.*The worker knows --completion, --separate/],
  ])('say what is wrong with %j', (args, given, message) => {
    expect(() => readOptions(args, given)).toThrow(message)
  })

  it('never show the key', () => {
    const given = { ...env, SUPABASE_URL: 'nowhere', SUPABASE_SERVICE_ROLE_KEY: 'sb_secret_x' }
    expect(() => readOptions([], given)).not.toThrow(/sb_secret/)
  })
})
