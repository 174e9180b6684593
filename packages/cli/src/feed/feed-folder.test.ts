import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { main } from '../main.ts'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'everfresh-feed-test-'))
  mkdirSync(join(project, 'supabase'))
  vi.useFakeTimers({ now: new Date('2026-11-27T09:30:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(project, { recursive: true, force: true })
})

const dir = (): string => join(project, 'supabase/migrations')
const written = (): readonly string[] => readdirSync(dir())
const textOf = (name: string): string => readFileSync(join(dir(), name), 'utf8')
const migration = (name: string, text: string): void => {
  mkdirSync(dir(), { recursive: true })
  writeFileSync(join(dir(), name), text)
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const feed = async (...args: readonly string[]): Promise<Ran> => {
  const said = { out: '', err: '' }
  const code = await main(['feed', ...args, ...(args.includes('--dir') ? [] : ['--dir', dir()])], {
    out: text => (said.out += `${text}\n`),
    err: text => (said.err += `${text}\n`),
    progress: () => undefined,
    style: (_, text) => text,
  })
  return { code, ...said }
}

const FIRST = '20261127093000_everfresh_feed.sql'

describe('everfresh feed init', () => {
  it('writes one migration that says what it is, its version and what to do next, and makes the folder', async () => {
    const { code, out } = await feed('init')
    expect(code).toBe(0)
    expect(written()).toEqual([FIRST])
    expect(out).toContain(join(dir(), FIRST))
    const [mark, ...head] = textOf(FIRST).split('\n').slice(0, 4)
    expect(mark).toMatch(/^-- everfresh feed: version \d+$/)
    expect(head.join('\n')).toContain('everfresh.can_read(scope)')
    expect(textOf(FIRST)).toContain('create schema if not exists everfresh')
    expect(textOf(FIRST)).toContain('function public.changes_since')
    expect(textOf(FIRST)).not.toContain('drop schema')
  })

  it('run again, says that there is nothing to do and writes nothing', async () => {
    await feed('init')
    vi.setSystemTime(new Date('2026-11-28T09:30:00Z'))
    const { code, out } = await feed('init')
    expect(code).toBe(0)
    expect(out).toContain(`Nothing to do: ${FIRST} has version`)
    expect(written()).toEqual([FIRST])
  })

  it('has nothing to do where Git checked its migration out with the line ends of Windows', async () => {
    await feed('init')
    migration(FIRST, textOf(FIRST).replaceAll('\n', '\r\n'))
    const { code, out } = await feed('init')
    expect(code).toBe(0)
    expect(out).toContain('Nothing to do')
  })

  it('with an older version in the folder writes a new migration, and leaves the old one', async () => {
    await feed('init')
    const old = textOf(FIRST).replace(/version \d+/, 'version 0')
    migration(FIRST, old)
    vi.setSystemTime(new Date('2026-11-28T09:30:00Z'))
    const { out } = await feed('init')
    expect(out).toContain('Written:')
    expect(out).not.toContain('can_read')
    expect(written()).toEqual([FIRST, '20261128093000_everfresh_feed.sql'])
    expect(textOf(FIRST)).toBe(old)
  })

  it('with a newer version in the folder asks for a newer package, and writes nothing', async () => {
    await feed('init')
    migration(FIRST, textOf(FIRST).replace(/version \d+/, 'version 999'))
    const { code, err } = await feed('init')
    expect(code).toBe(2)
    expect(err).toContain('version 999')
    expect(err).toContain('npm install --save-dev everfresh@latest')
    expect(written()).toEqual([FIRST])
  })

  it('says so when the migration was edited', async () => {
    await feed('init')
    migration(FIRST, textOf(FIRST).replace("'24 hours'", "'48 hours'"))
    const { code, err } = await feed('init')
    expect(code).toBe(2)
    expect(err).toContain('it was edited')
  })

  it('is dated after every migration that is there, also after one from the future', async () => {
    migration('20301231235959_later.sql', 'select 1;')
    migration('readme.txt', '')
    migration('0_old_style.sql', 'select 1;')
    await feed('init', '--example')
    expect(written()).toEqual([
      '0_old_style.sql',
      '20301231235959_later.sql',
      '20310101000000_everfresh_feed.sql',
      '20310101000001_everfresh_tracked.sql',
      'readme.txt',
    ])
  })

  it('writes again after it was removed', async () => {
    await feed('init')
    vi.setSystemTime(new Date('2026-11-28T09:30:00Z'))
    await feed('remove')
    vi.setSystemTime(new Date('2026-11-29T09:30:00Z'))
    expect((await feed('init')).out).toContain('Written:')
    expect(written()).toHaveLength(3)
  })
})

describe('the example', () => {
  const APP = `
    -- create table commented (id int references auth.users);
    create table public.projects (
      id uuid primary key, settings jsonb check (jsonb_typeof(settings) = 'object'),
      user_id uuid not null default auth.uid() references auth.users (id) on delete cascade);
    CREATE TABLE IF NOT EXISTS "shots" (id uuid primary key, project_id uuid references public.projects (id));
    create table pictures (id uuid primary key, shot_id uuid, constraint c foreign key (shot_id) references shots (id));
    create table folders (id uuid primary key, parent_id uuid references folders);
    create table kinds (name text primary key);
  `

  it('leads from each table over its foreign keys to a user; where no way leads, that is left open', async () => {
    migration('1_app.sql', APP)
    const { out } = await feed('init')
    expect(out).toContain('security definer')
    const lines = out.split('\n').filter(line => line.includes('everfresh.track('))
    expect(lines).toEqual([
      `select everfresh.track('projects', 'user:{user_id}');`,
      `select everfresh.track('shots', 'user:{project_id -> projects.user_id}');`,
      `select everfresh.track('pictures', 'user:{shot_id -> shots.project_id -> projects.user_id}');`,
      `-- select everfresh.track('folders', '…');  -- no foreign key leads to a user`,
      `-- select everfresh.track('kinds', '…');  -- no foreign key leads to a user`,
    ])
  })

  it('is a template where no table is found', async () => {
    const { out } = await feed('init')
    expect(out).toContain("-- select everfresh.track('projects', 'user:{user_id}');")
  })

  it('is written with --example, also beside a feed that is there, and never over one that is there', async () => {
    migration('1_app.sql', APP)
    await feed('init')
    const { code } = await feed('init', '--example')
    expect(code).toBe(0)
    const example = '20261127093002_everfresh_tracked.sql'
    expect(written()).toEqual(['1_app.sql', FIRST, example])
    migration(example, 'select 1; -- mine')
    const again = await feed('init', '--example')
    expect(again.code).toBe(2)
    expect(again.err).toContain(`${example} is there already`)
    expect(textOf(example)).toBe('select 1; -- mine')
  })
})

describe('everfresh feed remove', () => {
  it('writes a migration that removes the feed, and no second one', async () => {
    await feed('init')
    const { code, out } = await feed('remove')
    expect(code).toBe(0)
    expect(out).toContain('supabaseSource instead of feedSource')
    const name = '20261127093001_everfresh_feed_removed.sql'
    expect(written()).toEqual([FIRST, name])
    expect(textOf(name)).toContain('drop schema everfresh')
    expect((await feed('remove')).out).toContain(`Nothing to do: ${name} removes it already.`)
    expect(written()).toEqual([FIRST, name])
  })

  it('has nothing to do where there is no feed', async () => {
    migration('1_app.sql', 'select 1;')
    const { code, out } = await feed('remove')
    expect({ code, files: written() }).toEqual({ code: 0, files: ['1_app.sql'] })
    expect(out).toContain('Nothing to do')
  })
})

describe('everfresh feed', () => {
  it('says what to do where there is no supabase folder', async () => {
    rmSync(join(project, 'supabase'), { recursive: true })
    for (const command of ['init', 'remove']) {
      const { code, err } = await feed(command)
      expect(code).toBe(2)
      expect(err).toContain('--dir')
      expect(err).toContain('npx supabase init')
    }
  })

  it('says so when --dir is a file', async () => {
    writeFileSync(dir(), '')
    expect((await feed('init')).err).toContain('is a file')
  })

  it('says so when a migration cannot be read or a folder not be written to', async () => {
    mkdirSync(join(dir(), '1_folder.sql'), { recursive: true })
    const { code, err } = await feed('init')
    expect(code).toBe(2)
    expect(err).toContain('cannot be read (EISDIR)')
  })

  it('says so when there can be no folder', async () => {
    writeFileSync(dir(), '')
    const { code, err } = await feed('init', '--dir', join(dir(), 'below'))
    expect(code).toBe(2)
    expect(err).toContain('cannot be written (ENOTDIR)')
  })

  it.skipIf(process.getuid?.() === 0)('says so when the folder may not be written to', async () => {
    mkdirSync(dir())
    chmodSync(dir(), 0o500)
    const { code, err } = await feed('init')
    expect(code).toBe(2)
    expect(err).toContain('cannot be written (EACCES)')
  })

  it('understands no other option and no other command', async () => {
    expect(await feed('init', '--force')).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown option '--force'"),
    })
    expect(await feed('install')).toMatchObject({ code: 2 })
  })
})
