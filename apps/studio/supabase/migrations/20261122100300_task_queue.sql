-- The worker's side of a task: claim, complete, fail. For the service role alone.

-- Takes the oldest task that is ready; never one that another worker holds. A worker keeps a task by
-- touching its row; after p_stale_after of silence the task is given to the next who asks, three
-- times at most.
create function public.claim_next_task(p_worker_id text, p_stale_after interval default '2 minutes')
returns setof public.tasks
language plpgsql set search_path = '' as $$
begin
  update public.tasks
  set status = 'Failed', error_message = 'The worker stopped three times while making this picture.',
    generation_processed_at = now()
  where id in (
    select id from public.tasks
    where status = 'In Progress' and updated_at < now() - p_stale_after and attempts >= 3
    for update skip locked
  );

  return query
  with next as (
    select t.id from public.tasks t
    where (
        t.status = 'Queued'
        and (
          t.dependant_on is null
          or exists (
            select 1 from public.tasks d where d.id = t.dependant_on and d.status = 'Complete'
          )
        )
      )
      or (t.status = 'In Progress' and t.updated_at < now() - p_stale_after)
    order by t.created_at, t.params -> 'index', t.id
    limit 1
    for update skip locked
  )
  update public.tasks t
  set status = 'In Progress', worker_id = p_worker_id, generation_started_at = now(),
    attempts = t.attempts + 1, error_message = null
  from next
  where t.id = next.id
  returning t.*;
end;
$$;

-- Tells the project's private channel what became of a task.
create function public.announce_task(p_task_id uuid) returns void
language sql set search_path = '' as $$
  select realtime.send(
    jsonb_strip_nulls(jsonb_build_object(
      'task_id', id,
      'project_id', project_id,
      'shot_id', params ->> 'shot_id',
      'status', status
    )),
    'task-update', 'task-updates:' || project_id, true
  )
  from public.tasks where id = p_task_id;
$$;

-- One transaction: the task is Complete, its picture exists, and it is in its shot, or none of it.
-- Returns the generation; no row when the task is not In Progress (done already, cancelled, gone).
create function public.complete_task(
  p_task_id uuid, p_location text, p_thumbnail_url text, p_generation_params jsonb
) returns setof public.generations
language plpgsql set search_path = '' as $$
declare
  done public.tasks;
  made public.generations;
  wanted jsonb;
begin
  -- The order in which deleting a project takes its locks: project first, then its tasks.
  perform 1 from public.projects p join public.tasks t on t.project_id = p.id
  where t.id = p_task_id for key share of p;

  update public.tasks
  set status = 'Complete', output_location = p_location, generation_processed_at = now(),
    generation_created = true, error_message = null
  where id = p_task_id and status = 'In Progress'
  returning * into done;
  if not found then
    return;
  end if;

  insert into public.generations (project_id, tasks, params, location, thumbnail_url)
  values (
    done.project_id, jsonb_build_array(done.id), p_generation_params, p_location, p_thumbnail_url
  )
  returning * into made;

  -- As text: params are the user's, and a shot_id that is no uuid must not lose the picture.
  perform 1 from public.shots
  where project_id = done.project_id and id::text = done.params ->> 'shot_id' for no key update;
  if found then
    wanted := done.params -> 'position';
    insert into public.shot_generations (project_id, shot_id, generation_id, position)
    values (
      done.project_id, (done.params ->> 'shot_id')::uuid, made.id,
      case
        when jsonb_typeof(wanted) = 'number'
          then greatest(1, least(1000000, trunc(wanted::numeric)))::integer
        when jsonb_typeof(wanted) = 'null' then null
        else (
          select coalesce(max(position), 0) + 1 from public.shot_generations
          where shot_id = (done.params ->> 'shot_id')::uuid
        )
      end
    );
  end if;

  perform public.announce_task(done.id);
  return next made;
end;
$$;

-- Returns the task; no row when it is not In Progress: a Complete task never becomes Failed.
create function public.fail_task(p_task_id uuid, p_error text) returns setof public.tasks
language plpgsql set search_path = '' as $$
declare
  failed public.tasks;
begin
  update public.tasks
  set status = 'Failed', error_message = left(p_error, 500), generation_processed_at = now()
  where id = p_task_id and status = 'In Progress'
  returning * into failed;
  if not found then
    return;
  end if;
  perform public.announce_task(failed.id);
  return next failed;
end;
$$;

revoke execute on function
  public.claim_next_task(text, interval),
  public.announce_task(uuid),
  public.complete_task(uuid, text, text, jsonb),
  public.fail_task(uuid, text)
from public, anon, authenticated;

grant execute on function
  public.claim_next_task(text, interval),
  public.announce_task(uuid),
  public.complete_task(uuid, text, text, jsonb),
  public.fail_task(uuid, text)
to service_role;
