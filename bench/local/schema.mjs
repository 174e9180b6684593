/** So many users, each with a project of its own. */
const USERS = 200
/** Rows of each project: two pages. */
export const SHOTS = 40

/**
 * Two tables as an app has them: rows belong to a project, and a policy looks up whose that is. And one that is not
 * published.
 */
export const schema = `
  create table public.projects (id int primary key, user_id uuid not null, name text not null);
  create table public.shots (
    id bigint generated always as identity primary key,
    project_id int not null references public.projects,
    title text not null, position int not null default 0, updated_at timestamptz not null default now()
  );
  create index on public.projects (user_id);
  create index on public.shots (project_id, id);
  alter table public.projects enable row level security;
  alter table public.shots enable row level security;
  create policy own on public.projects for all to authenticated using (user_id = (select auth.uid()));
  create policy own on public.shots for all to authenticated using (
    exists (select from public.projects p where p.id = project_id and p.user_id = auth.uid())
  );
  alter publication supabase_realtime add table public.shots;
  create table public.unheard (id bigint primary key, position int not null default 0);
  insert into public.projects
    select n, ('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid, 'Project ' || n
      from generate_series(1, ${USERS}) n;
  insert into public.shots (project_id, title)
    select p, 'Shot ' || n from generate_series(1, ${USERS}) p, generate_series(1, ${SHOTS}) n
      order by p, n;
  insert into public.unheard (id) select id from public.shots;
  analyze;
`
