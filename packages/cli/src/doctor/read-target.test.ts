import { expect, it } from 'vitest'
import { readTarget } from './read-target.ts'

const api = { url: 'https://x.example', key: 'sb_publishable_x' }

it('takes the first variable that is of a PostgreSQL, and no other', () => {
  const database = (environment: Readonly<Record<string, string>>) =>
    readTarget(api, environment).database
  expect(database({ DATABASE_URL: 'mysql://root@x/y' })).toEqual({ kind: 'none' })
  expect(database({ SUPABASE_DB_URL: 'file:x.db', DATABASE_URL: 'postgres://h/db' })).toEqual({
    kind: 'url',
    url: 'postgres://h/db',
    from: 'DATABASE_URL',
  })
  expect(() => readTarget({ ...api, db: 'mysql://root@x/y' }, {})).toThrow('--db takes')
})
