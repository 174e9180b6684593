create table public.todos (
  owner uuid not null default auth.uid() references auth.users (id) on delete cascade,
  id uuid not null default gen_random_uuid(),
  title text not null check (length(title) between 1 and 200),
  done boolean not null default false,
  created_at timestamptz not null default now(),
  -- The owner is part of the key, so that a DELETE carries it: the app listens to `owner=eq.…`.
  primary key (owner, id)
);

grant select, insert, update, delete on public.todos to authenticated, service_role;

-- Everybody has a list, and sees no other.
alter table public.todos enable row level security;
create policy "people keep their own todos" on public.todos
  for all to authenticated
  using (owner = (select auth.uid()))
  with check (owner = (select auth.uid()));

-- Changes are pushed.
alter publication supabase_realtime add table public.todos;

-- Through a channel that nobody else may join.
create policy "people listen to their own todos" on realtime.messages
  for select to authenticated
  using ((select realtime.topic()) = 'todos:' || (select auth.uid())::text);
