import { catalogueFindings, catalogueSql, readCatalogue } from '@everfresh/core/diagnose'
import { testDatabase } from '@everfresh/local/testing'
import { expect, test } from 'vitest'

const tables = `
  create table public."order" (id uuid primary key, list text not null, note text);
  alter table public."order" enable row level security;
  create policy own on public."order" for select to authenticated using (true);
  create view public.orders as select * from public."order";
`

test('a real database is read, and what mends its faults is SQL that it takes', async () => {
  const db = await testDatabase()
  try {
    await db.query(tables)
    const read = async () => {
      const { rows } = await db.query(catalogueSql)
      return readCatalogue(JSON.parse(rows[0]?.['catalogue'] ?? ''))
    }
    const bindings = [{ table: 'order', filter: 'list=eq.mine' }]
    const found = async () => catalogueFindings(await read(), bindings)

    const catalogue = await read()
    expect(catalogue.isReplica).toBe(false)
    expect(catalogue.tables.map(({ name, kind }) => [name, kind])).toEqual([
      ['order', 'table'],
      ['orders', 'view'],
    ])
    expect(catalogue.tables[0]).toMatchObject({
      columns: [
        { name: 'id', nullable: false },
        { name: 'list', nullable: false },
        { name: 'note', nullable: true },
      ],
      primaryKey: ['id'],
      published: false,
      replicaIdentity: { kind: 'default', columns: ['id'] },
      rowSecurity: true,
      policies: [{ name: 'own', command: 'select', roles: ['authenticated'], permissive: true }],
    })

    const findings = await found()
    expect(findings.map(({ code }) => code)).toEqual([
      'table-not-published',
      'filter-outside-replica-identity',
      'join-refused',
    ])
    for (const { sql = '' } of findings) await db.query(sql)
    expect(await found()).toEqual([])
  } finally {
    await db.close()
  }
})
