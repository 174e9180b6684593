-- Everything belongs to the owner of its project. Without a session there is nothing to see.

alter table public.users enable row level security;
alter table public.task_types enable row level security;
alter table public.projects enable row level security;
alter table public.tasks enable row level security;
alter table public.generations enable row level security;
alter table public.shots enable row level security;
alter table public.shot_generations enable row level security;

revoke all on public.users, public.task_types, public.projects, public.tasks, public.generations,
  public.shots, public.shot_generations, public.shot_statistics from anon, authenticated;

grant all on public.users, public.projects, public.tasks, public.generations, public.shots,
  public.shot_generations to service_role;
grant select on public.task_types, public.shot_statistics to service_role;

-- Columns, not only rows: a person never writes what the worker decides.
grant select on public.users, public.task_types, public.projects, public.tasks,
  public.generations, public.shots, public.shot_generations, public.shot_statistics to authenticated;

grant insert (id, name, settings), update (name, settings) on public.users to authenticated;

grant insert (id, name, user_id, aspect_ratio, settings), update (name, aspect_ratio, settings), delete
  on public.projects to authenticated;
grant insert (id, project_id, task_type, params, dependant_on), update (status)
  on public.tasks to authenticated;
grant insert (id, project_id, location, thumbnail_url, type, params), update (starred), delete
  on public.generations to authenticated;
grant insert (id, project_id, name, position, settings), update (name, position, settings), delete
  on public.shots to authenticated;
grant insert (id, project_id, shot_id, generation_id, position), update (position), delete
  on public.shot_generations to authenticated;

create policy "people have their own row" on public.users for all to authenticated
  using (id = (select auth.uid()))
  with check (id = (select auth.uid()));

create policy "everyone signed in knows the types of tasks" on public.task_types
  for select to authenticated using (true);

create policy "owners have their projects" on public.projects for all to authenticated
  using (user_id = (select auth.uid()))
  with check (user_id = (select auth.uid()));

create policy "owners see their tasks" on public.tasks for select to authenticated
  using (project_id in (select id from public.projects where user_id = (select auth.uid())));

create policy "owners change their tasks" on public.tasks for update to authenticated
  using (project_id in (select id from public.projects where user_id = (select auth.uid())))
  with check (project_id in (select id from public.projects where user_id = (select auth.uid())));

-- The parts of a film are made by the worker, and nobody slips one in.
create policy "owners submit tasks" on public.tasks for insert to authenticated
  with check (
    project_id in (select id from public.projects where user_id = (select auth.uid()))
    and task_type in (select name from public.task_types where is_visible)
    and params ->> 'orchestrator_task_id_ref' is null
  );

create policy "owners have their generations" on public.generations for all to authenticated
  using (project_id in (select id from public.projects where user_id = (select auth.uid())))
  with check (project_id in (select id from public.projects where user_id = (select auth.uid())));

create policy "owners have their shots" on public.shots for all to authenticated
  using (project_id in (select id from public.projects where user_id = (select auth.uid())))
  with check (project_id in (select id from public.projects where user_id = (select auth.uid())));

-- The foreign keys tie the shot and the generation to this project, so owning it is owning both.
create policy "owners have their shot generations" on public.shot_generations for all to authenticated
  using (project_id in (select id from public.projects where user_id = (select auth.uid())))
  with check (project_id in (select id from public.projects where user_id = (select auth.uid())));
