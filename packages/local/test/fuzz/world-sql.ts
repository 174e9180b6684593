import { canarySql } from '../attacks/attempts.ts'

export interface User {
  readonly id: string
  /** Stands in every row and file of the user's, and in nothing that a fuzzed request sends. */
  readonly marker: string
}

/**
 * Two people's rows under row-level security. A row carries its owner's marker, which triggers write:
 * no request can. An id tells its owner by being odd or even, so that it never passes from one to
 * the other: what is said of a row that was deleted is said by its id.
 */
export function worldSql(alice: User, bob: User): string {
  return `
${canarySql}
create function canary.marker(owner uuid) returns text language sql immutable security definer as $$
  select case owner when '${alice.id}' then '${alice.marker}' when '${bob.id}' then '${bob.marker}' end $$;
create sequence canary.ids;
create function canary.next_id() returns int language sql volatile security definer as $$
  select (nextval('canary.ids') * 2 + (coalesce(auth.uid(), '${bob.id}') = '${alice.id}')::int)::int $$;
create function canary.sign() returns trigger language plpgsql security definer as $$
begin
  new.secret := canary.marker(new.owner);
  if tg_op = 'UPDATE' then new.owner := old.owner; end if;
  return new;
end $$;
create function canary.tell() returns trigger language plpgsql security definer as $$
begin
  perform realtime.broadcast_changes((coalesce(new, old)).owner::text, tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
  return null;
end $$;

create type public.mood as enum ('calm', 'wild');
${table(alice, 'notes', "title text, body text, tags text[] not null default '{}', data jsonb not null default '{}', n numeric(12,3), during int4range, mood public.mood, done boolean, unique (owner, title)")}
${table(alice, 'parts', 'note_id int references public.notes on delete cascade, name text, position int')}
${table(alice, 'whole_notes', 'title text, data json')}
alter table public.whole_notes replica identity full;
create trigger tell after insert or update or delete on public.parts
  for each row execute function canary.tell();
create table public.labels (id int primary key, name text not null, "odd ""name" text, "a.b" text);
create table public.note_labels (
  note_id int references public.notes on delete cascade, label_id int references public.labels on delete cascade,
  primary key (note_id, label_id));
-- A row of it comes after all that was committed before.
create table public.beats (id int primary key);
revoke all on public.beats from anon, authenticated;
alter publication supabase_realtime add table public.beats;
create view public.my_notes with (security_invoker = on) as select id, owner, title, secret from public.notes;
create function public.find_notes(term text) returns setof public.notes language sql stable
  as $$ select * from public.notes where title like '%' || term || '%' $$;
create function public.echo(a text, b int default 1, c jsonb default '{}') returns jsonb language sql immutable
  as $$ select jsonb_build_object('a', a, 'b', b, 'c', c) $$;
create function public.count_names(variadic names text[]) returns int language sql immutable
  as $$ select cardinality(names) $$;
create function public.take(json) returns json language sql immutable as $$ select $1 $$;
create function public.shout(public.notes) returns text language sql stable as $$ select upper($1.title) $$;

${rowsSql(alice, bob)}

create policy rooms_read on realtime.messages for select to authenticated
  using (realtime.topic() in ('room', auth.uid()::text));
create policy rooms_write on realtime.messages for insert to authenticated
  with check (realtime.topic() in ('room', auth.uid()::text));

insert into storage.buckets (id, name, public, file_size_limit) values
  ('mine', 'mine', false, 20000), ('open', 'open', true, 20000);
create policy mine on storage.objects for all to authenticated
  using (bucket_id = 'mine' and owner_id = auth.uid()::text)
  with check (bucket_id = 'mine' and owner_id = auth.uid()::text);
create policy open_write on storage.objects for insert with check (bucket_id = 'open');
create policy open_read on storage.objects for select using (bucket_id = 'open');
create policy buckets on storage.buckets for select using (true);
`
}

function table(alice: User, name: string, columns: string): string {
  return `
create table public.${name} (
  id int primary key default canary.next_id(), owner uuid not null default auth.uid(), secret text, ${columns},
  check (id % 2 = (owner = '${alice.id}')::int));
alter table public.${name} enable row level security;
create policy own on public.${name} to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
create trigger sign before insert or update on public.${name} for each row execute function canary.sign();
alter publication supabase_realtime add table public.${name};`
}

/** The rows that there are from the beginning, put back where they are gone. */
export function rowsSql(alice: User, bob: User): string {
  return `
insert into public.labels values (1, 'red', 'x', 'y'), (2, 'blue', null, null) on conflict do nothing;
${rowsOf(alice, 1)}
${rowsOf(bob, 2)}
insert into public.note_labels select id, 1 + id % 2 from public.notes where id < 20 on conflict do nothing;`
}

function rowsOf({ id }: User, first: number): string {
  const ids = `generate_series(${first}, 20, 2) as i on conflict do nothing`
  return `
insert into public.notes (id, owner, title, body, data, n) select i, '${id}', 'note ' || i, 'body', '{"a": {"b": [1, "x"]}}', i from ${ids};
insert into public.parts (id, owner, note_id, name) select i, '${id}', (select id from public.notes where id = i), 'part ' || i from ${ids};
insert into public.whole_notes (id, owner, title) select i, '${id}', 'whole ' || i from ${ids};`
}
