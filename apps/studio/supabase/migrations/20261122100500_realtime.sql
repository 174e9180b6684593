-- Every change reaches the tabs of the owner, and only theirs.

-- A DELETE is matched against the replica identity of the row that went. By default that is the
-- primary key, and a filter on project_id would never match.
-- A person's own row is its own scope: its primary key is enough.
alter table public.projects replica identity using index projects_user_id_id;
alter table public.tasks replica identity using index tasks_project_id_id;
alter table public.generations replica identity using index generations_project_id_id;
alter table public.shots replica identity using index shots_project_id_id;
alter table public.shot_generations replica identity using index shot_generations_project_id_id;

alter publication supabase_realtime add table
  public.users, public.projects, public.tasks, public.generations, public.shots, public.shot_generations;

-- The owner of a project may listen on its private channel. There is no policy for sending: anyone
-- who could send could forge an update, so the service role alone does.
create policy "owners hear the updates of their tasks" on realtime.messages for select to authenticated
  using (
    realtime.messages.extension = 'broadcast'
    and exists (
      select 1 from public.projects
      where user_id = (select auth.uid()) and 'task-updates:' || id = (select realtime.topic())
    )
  );
