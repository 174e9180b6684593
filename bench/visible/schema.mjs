/** A table under row security, whose rows are read by whom they belong to. */
export const schema = `
  create table public.rows (
    id int not null, list text not null, owner uuid not null default auth.uid(), version int not null default 0,
    primary key (owner, list, id)
  );
  grant select, insert on public.rows to authenticated;
  alter table public.rows enable row level security;
  create policy own on public.rows for all to authenticated using (owner = (select auth.uid()));
  alter publication supabase_realtime add table public.rows;
`
