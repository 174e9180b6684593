-- What the change feed follows, and who may read it. The feed itself is the migration before this one.

-- A project is its owner's to read, and what a person set for themselves is theirs alone. Row-level
-- security says the same of the rows (see the migration row_security).
create or replace function everfresh.can_read(scope text) returns boolean
language sql stable security definer set search_path = '' as $$
  select case split_part(scope, ':', 1)
    when 'project' then exists (
      select from public.projects
       where user_id = (select auth.uid()) and 'project:' || id = scope
    )
    when 'user' then 'user:' || (select auth.uid()) = scope
    else false
  end
$$;

-- Where Realtime cannot broadcast from the database yet, clients look into the log.
do $$
declare
  push boolean := to_regprocedure('realtime.send(jsonb,text,text,boolean)') is not null;
begin
  -- Every project of the person is followed, not only the open one: the list of projects shows them, and
  -- a project that is deleted is nobody's to read any more.
  perform everfresh.track('public.projects', array['project:{id}', 'user:{user_id}'], push => push);
  perform everfresh.track('public.users', 'user:{id}', push => push);
  perform everfresh.track('public.shots', 'project:{project_id}', push => push);
  -- `route`: what a query is keyed by beside the row's own id and its project.
  perform everfresh.track('public.tasks', 'project:{project_id}',
    route => array['params.orchestrator_task_id_ref'], push => push);
  perform everfresh.track('public.generations', 'project:{project_id}', route => array['tasks'], push => push);
  perform everfresh.track('public.shot_generations', 'project:{project_id}', route => array['shot_id'], push => push);
end
$$;
