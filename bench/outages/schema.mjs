/** Lists of one row each; whoever is signed in reads them all. */
export const schema = `
  create table public.lists (list int primary key, version int not null default 0);
  alter table public.lists enable row level security;
  create policy everybody on public.lists for select to authenticated using (true);
  alter publication supabase_realtime add table public.lists;
  insert into public.lists select n from generate_series(0, 9) n;
`
