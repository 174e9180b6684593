/**
 * Tasks in lists, each row with an owner. `_modified` and `_deleted` are what RxDB's replication asks of a table;
 * they stand here for all.
 */
export const schema = `
  create table public.tasks (
    id text primary key, list_id int not null, owner uuid not null default auth.uid(),
    title text not null, rank int not null,
    "_modified" timestamptz not null default now(), "_deleted" boolean not null default false
  );
  create index on public.tasks (list_id, rank);
  grant select, insert, update, delete on public.tasks to authenticated, service_role;
  alter table public.tasks enable row level security;
  create policy "people keep their own tasks" on public.tasks for all to authenticated
    using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
  create function public.note_change() returns trigger language plpgsql as $$
    begin new."_modified" = clock_timestamp(); return new; end $$;
  create trigger tasks_modified before update on public.tasks
    for each row execute function public.note_change();
  alter publication supabase_realtime add table public.tasks;
  create policy "people listen to lists" on realtime.messages for select to authenticated
    using ((select realtime.topic()) like 'list:%');
`
