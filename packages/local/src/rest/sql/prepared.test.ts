import { expect, it } from 'vitest'
import { Prepared } from './prepared.ts'

const statement = (text: string) => ({ text, values: ['1'] })

const schema = {}
const anon = { schema, role: 'anon' }
const authenticated = { schema, role: 'authenticated' }

it('a statement has a name from its second time on, one for each role', () => {
  const prepared = new Prepared()
  expect(prepared.named(anon, statement('a')).name).toBeUndefined()
  const second = prepared.named(anon, statement('a'))
  expect(second).toMatchObject({ text: 'a', values: ['1'], name: expect.any(String) })
  expect(prepared.named(anon, statement('a')).name).toBe(second.name)
  prepared.named(authenticated, statement('a'))
  expect(prepared.named(authenticated, statement('a')).name).not.toBe(second.name)
})

it('a statement has another name when the schema has changed', () => {
  const prepared = new Prepared()
  prepared.named(anon, statement('a'))
  const { name } = prepared.named(anon, statement('a'))
  const again = prepared.named({ schema: {}, role: 'anon' }, statement('a')).name
  expect(again).toBeDefined()
  expect(again).not.toBe(name)
})

it('a flood of statements does not fill the database', () => {
  const prepared = new Prepared()
  const names = new Set<string | undefined>()
  for (let n = 0; n < 20_000; n += 1) {
    prepared.named(anon, statement(`s${n}`))
    names.add(prepared.named(anon, statement(`s${n}`)).name)
  }
  names.delete(undefined)
  expect(names.size).toBeLessThanOrEqual(500)
})
