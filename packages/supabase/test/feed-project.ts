import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { kit } from './kit.ts'

/** Rows in parts of lists, and who may read which list. `notes` are not pushed, only logged. */
const app = `
  create table members (list text, user_id uuid, primary key (list, user_id));
  create table rows (id bigint generated always as identity primary key, list text not null, part int not null, title text not null);
  create table notes (id bigint generated always as identity primary key, list text not null, part int not null, title text not null);
  create function may_read(list text) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as
    $$ select exists (select from public.members m where m.list = may_read.list and m.user_id = auth.uid()) $$;
  alter table members enable row level security;
  alter table rows enable row level security;
  alter table notes enable row level security;
  create policy members on rows for all to authenticated using (may_read(list)) with check (may_read(list));
  create policy members on notes for all to authenticated using (may_read(list)) with check (may_read(list));
`

/** Who may read what of it, and what the feed follows. */
export const tracked = `
  create or replace function everfresh.can_read(scope text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as
    $$ select scope like 'list:%' and public.may_read(substr(scope, 6)) $$;
  select everfresh.track('rows', 'list:{list}', array['part']);
  select everfresh.track('notes', 'list:{list}', array['part'], push => false);
`

/** A project folder with these migrations, in this order, until the tests of the file are over. */
export function feedProject(
  migrations: Readonly<Record<string, string>> = { app, feed: kit(), tracked },
): string {
  const folder = mkdtempSync(join(tmpdir(), 'everfresh-feed-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const into = join(folder, 'supabase', 'migrations')
  mkdirSync(into, { recursive: true })
  for (const [n, [name, sql]] of Object.entries(migrations).entries())
    writeFileSync(join(into, `2026010100000${n}_${name}.sql`), sql)
  return folder
}
