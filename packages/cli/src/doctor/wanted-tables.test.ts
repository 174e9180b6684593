import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWantedTables } from './wanted-tables.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'everfresh-wanted-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const refusalOf = (text: string): string => {
  const config = join(folder, 'given.json')
  writeFileSync(config, text)
  try {
    readWantedTables({ config })
  } catch (error) {
    return (error as Error).message.replace(config, 'given.json')
  }
  return 'taken'
}

it('quotes nothing of a file that is no list of tables: it may be one of secrets', () => {
  for (const text of ['hush-hush', '{ "tables": hush-hush }', '{"tables": [{"key": "hush-hush"}]}'])
    expect(refusalOf(text)).not.toContain('hush')
})

it('says what is wrong with it, and where', () => {
  expect(refusalOf('KEY=hush')).toMatch(/^given\.json is not JSON\b.*\{"tables": \[/)
  expect(refusalOf('{}')).toContain('needs a list "tables"')
  expect(refusalOf('{"tables": ["tasks", 7]}')).toMatch(/number 2 is not\.$/)
})
