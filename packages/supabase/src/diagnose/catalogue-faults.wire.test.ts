import type { Finding } from '@everfresh/core/diagnose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPatient, type Patient } from '../../test/patient.ts'
import { openStage, soon, type OpenStage } from '../../test/stage.ts'

/** One table for each thing that a migration may have forgotten. */
const faulty = `
  create view pictures as select id, project from tasks;
  create materialized view counts as select project, count(*) from tasks group by project;
  create table keyless (id uuid not null default gen_random_uuid(), project text not null);
  create table ungranted (id uuid primary key default gen_random_uuid());
  revoke all on ungranted from authenticated;
  create table unruled (id uuid primary key default gen_random_uuid());
  alter table unruled enable row level security;
  alter publication supabase_realtime add table keyless, ungranted, unruled;
`
const names = ['absent', 'pictures', 'counts', 'keyless', 'ungranted', 'unruled']

let stage: OpenStage
let patient: Patient
beforeAll(async () => {
  stage = await openStage()
  patient = await openPatient(stage, {
    sql: faulty,
    tables: ['tasks', ...names].map(table => ({ table })),
  })
})
// What the server does not refuse is proved by then; that it refuses, it has said.
beforeEach(() =>
  soon(() => patient.realtime.state.current).toMatchObject({
    status: 'live',
    muted: ['absent', 'pictures', 'counts'],
  }),
)
afterAll(() => stage.close())

const listenedTo = async (table: string): Promise<readonly Finding[]> =>
  patient.find({ catalogue: patient.catalogue, tables: [{ table }] })

describe('a database that lacks something', () => {
  test.each([
    ['absent', 'table-missing', 'There is no table public.absent.', /no relation of that name/],
    ['pictures', 'table-missing', 'public.pictures is a view', /among the views/],
    ['counts', 'table-missing', 'public.counts is a view', /among the views/],
    ['keyless', 'no-primary-key', 'public.keyless has no primary key.', /cannot tell apart/],
    ['ungranted', 'row-hidden', 'authenticated may not select', /SELECT on none/],
    ['unruled', 'row-hidden', 'hides every row of public.unruled', /no policy for SELECT/],
  ])('is told so: %s', async (table, code, title, evidence) => {
    const [found, ...more] = await listenedTo(table)
    expect([found?.code, found?.severity, more]).toEqual([code, 'error', []])
    expect(found?.title).toContain(title)
    expect(found?.evidence).toMatch(evidence)
    expect(found?.next).not.toBe('')
  })

  test('is refused, or never told of a row, and everything that is listened to is named at once', async () => {
    const told = (await patient.find({ catalogue: patient.catalogue })).map(({ title }) => title)
    expect(names.filter(name => !told.join().includes(`public.${name}`))).toEqual([])
    expect(told).toHaveLength(names.length)
    const { canary } = patient
    const write = async () => {
      const { rows } = await stage.backend.sql(
        `insert into keyless (project) values ('7') returning id`,
      )
      return { id: rows[0]?.['id'] ?? '' }
    }
    const { remove: _, ...kept } = canary
    const pushed = await patient.find({
      canary: { ...kept, table: 'keyless', write },
      tables: [{ table: 'keyless' }],
    })
    expect(pushed.map(({ code }) => code)).toEqual(['change-not-delivered'])
  })

  test('is healed by the SQL that is told', async () => {
    for (const table of ['keyless', 'ungranted', 'unruled']) {
      const [found] = await listenedTo(table)
      await stage.backend.sql(found?.sql ?? '')
      expect(await listenedTo(table)).toEqual([])
    }
  })
})
