import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { doctor, flat, report, start, troubles } from './run-doctor.ts'
import { prepareFolder } from './stage.ts'

const stage = prepareFolder()

describe('migrations', () => {
  const migrations = (name: string, sql: string): string => {
    const path = mkdtempSync(join(stage.folder, 'migrations-'))
    writeFileSync(join(path, name), sql)
    return path
  }

  it('are examined without any project, on a database that is thrown away; one that fails is named with its line', async () => {
    const path = migrations(
      '1_tasks.sql',
      'create table tasks (id bigint primary key, project_id uuid not null)',
    )
    const broken = migrations(
      '1_broken.sql',
      'create table tasks (id bigint primary key);\nselect nonsense;',
    )
    const [found, failed] = await Promise.all([
      report(['--migrations', path], { cwd: stage.folder }),
      doctor(['--migrations', broken], { cwd: stage.folder }),
    ])
    expect(found.code).toBe(1)
    expect(troubles(found)).toEqual({
      publication: ['table-not-published'],
      identity: ['filter-outside-replica-identity'],
      policies: ['row-security-off', 'join-refused'],
    })
    expect(failed.code).toBe(1)
    expect(failed.out).toContain('1_broken.sql:2:8: column "nonsense" does not exist')
  })

  it('leave no PostgreSQL and no folder behind on Ctrl-C', async () => {
    const path = migrations('1_slow.sql', 'select pg_sleep(3)')
    const tmp = mkdtempSync(join(stage.folder, 'tmp-'))
    const place = { cwd: stage.folder, env: { TMPDIR: tmp } }
    const { child, ended } = start(['doctor', '--migrations', path], place)
    const servers = () =>
      readdirSync(tmp, { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('postmaster.pid'))
        .map(file => Number(readFileSync(join(tmp, file), 'utf8').split('\n')[0]))
    await expect.poll(servers).toEqual([expect.toSatisfy((pid: number) => pid > 0)])
    const [server = 0] = servers()
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 130, err: '' })
    expect(() => process.kill(server, 0)).toThrow('ESRCH')
    expect(readdirSync(tmp).filter(name => name.startsWith('everfresh-doctor-'))).toEqual([])
  })

  it('of the Studio pass, strictly', async () => {
    const studio = join(import.meta.dirname, '../../../apps/studio')
    const args = ['--migrations', 'supabase/migrations', '--strict']
    const { code, out } = await doctor(args, { cwd: studio })
    expect(out).toContain('5 checks: 5 ok.')
    expect(code).toBe(0)
  })

  it('that cannot be tried, for a reason that nobody foresaw, end that check alone', async () => {
    // Where files that are thrown away would be, there is nothing.
    const env = { TMPDIR: join(stage.folder, 'absent') }
    const args = ['--migrations', migrations('1_none.sql', 'select 1')]
    const found = await report(args, { cwd: stage.folder, env })
    expect(troubles(found)).toEqual({ database: ['check-failed'] })
    expect(found.findings[0]?.evidence).toContain('ENOENT')
  })

  it('need a package that is optional, and without it the doctor says which', async () => {
    const node = ['--import', join(import.meta.dirname, 'without-local.mjs')]
    const { code, out, err } = await doctor(['--migrations', stage.folder], {
      cwd: stage.folder,
      node,
    })
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(flat(out)).toContain('npm install --save-dev @everfresh/local')
  })
})
