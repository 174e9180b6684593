import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { LocalBackend } from './backend.ts'
import { migrate } from './database/migrations.ts'
import { openDatabase } from './database/open-database.ts'
import { findProjectSql } from './database/project-sql.ts'
import { startLocal } from './start-local.ts'

const ENOUGH_MB = 160
/** A table of rows that fill pages, with room in none. */
const ROWS = `create table public.rows as
  select n as id, repeat('x', 1000) as text from generate_series(1, 100) n;`

/** A disk of its own is a mount, which takes Linux and root. */
function mount(folder: string, megabytes: number): void {
  execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
}

async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const folder = await mkdtemp(join(tmpdir(), 'everfresh-disk-'))
  try {
    mount(folder, 1)
    execFileSync('/bin/umount', [folder])
    return true
  } catch {
    return false
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe.runIf(await canMount())('on a disk that is full (made by root on Linux only)', () => {
  let projectDir: string
  let disk: string
  let backend: LocalBackend | undefined
  const warnings: string[] = []
  beforeEach(async () => {
    projectDir = await mkdtemp(join(tmpdir(), 'everfresh-full-'))
    disk = join(projectDir, 'disk')
    await mkdir(disk)
    await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
    await writeFile(join(projectDir, 'supabase', 'migrations', '1_rows.sql'), ROWS)
  })
  afterEach(async () => {
    await backend?.stop()
    backend = undefined
    execFileSync('/bin/umount', [disk])
    await rm(projectDir, { recursive: true, force: true })
  })

  const begin = async (): Promise<LocalBackend> => {
    const warn = (line: string): void => void warnings.push(line)
    backend = await startLocal({ port: 0, dataDir: join(disk, 'data'), projectDir, warn })
    return backend
  }
  const clientOf = ({ url, serviceKey }: LocalBackend): SupabaseClient =>
    createClient(url, serviceKey, {
      auth: { persistSession: false, autoRefreshToken: false },
      realtime: { transport: WebSocket as never },
    })
  const ballast = (): string => join(disk, 'ballast')
  const fill = async (): Promise<void> => {
    const file = await open(ballast(), 'w')
    const write = async (bytes: number): Promise<void> => {
      for (;;) await file.write(Buffer.alloc(bytes))
    }
    await expect(write(1024 * 1024)).rejects.toMatchObject({ code: 'ENOSPC' })
    await expect(write(1024)).rejects.toMatchObject({ code: 'ENOSPC' })
    await file.close()
  }
  const many = Array.from({ length: 200 }, (_, id) => ({ id, text: 'y'.repeat(1000) }))

  it('says so when no database can be made, and leaves no half of one', async () => {
    mount(disk, 24)
    await expect(begin()).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/could not make a database .*No space left on device/),
    })
    expect(await readdir(join(disk, 'data'))).not.toContain('postgres')
  })

  it('refuses writes with 53100, goes on reading, and writes again once there is room', async () => {
    mount(disk, ENOUGH_MB)
    const supabase = clientOf(await begin())
    await fill()
    expect(await supabase.from('rows').insert(many)).toMatchObject({
      status: 503,
      error: { code: '53100', message: expect.stringContaining('No space left on device') },
    })
    const { data } = await supabase.from('rows').select('id')
    expect(data).toHaveLength(100)

    await writeFile(
      join(projectDir, 'supabase', 'migrations', '2_more.sql'),
      `create table public.more (n int);\ninsert into public.rows
        select n, repeat('x', 1000) from generate_series(1, 10000) n;`,
    )
    const connection = { connectionString: backend?.databaseUrl ?? '' }
    const db = openDatabase({ connection, superuser: true, warn: line => warnings.push(line) })
    const bringUpToDate = migrate(db, await findProjectSql({ projectDir }), line =>
      warnings.push(line),
    )
    await expect(bringUpToDate).rejects.toMatchObject({
      code: 'migration-failed',
      message: expect.stringMatching(/^2_more\.sql:[12]:1: .*No space left on device.*In: /),
    })
    expect((await db.query(`select to_regclass('more')`)).rows).toEqual([{ to_regclass: null }])

    await rm(ballast())
    expect((await supabase.from('rows').insert(many)).status).toBe(201)
    expect(
      (await migrate(db, await findProjectSql({ projectDir }), () => undefined)).applied,
    ).toEqual(['2_more.sql'])
    await db.close()
  })

  it('comes back by itself when even the log had no room, which stops PostgreSQL', async () => {
    mount(disk, ENOUGH_MB)
    const supabase = clientOf(await begin())
    expect((await supabase.from('rows').insert(many)).status).toBe(201)
    await fill()
    // Written to the log only: no table grows.
    const writeLog = `select pg_logical_emit_message(true, 'test', repeat('x', 1000000)) from generate_series(1, 40)`
    await expect(backend?.sql(writeLog)).rejects.toThrow()
    await vi.waitFor(
      async () => expect((await supabase.from('rows').select('id')).status).not.toBe(200),
      { timeout: 30_000 },
    )
    await rm(ballast())
    await vi.waitFor(
      async () => expect((await supabase.from('rows').select('id')).data).toHaveLength(300),
      { timeout: 40_000 },
    )
    expect((await supabase.from('rows').insert(many)).status).toBe(201)
  })
})
