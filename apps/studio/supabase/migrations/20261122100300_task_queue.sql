-- The worker's side of a task: claim, complete, fail, and what a dead worker left. For the service
-- role alone.

-- Takes the project of a task before the task itself, as everyone does who may change several tasks
-- or delete the project.
create function public.hold_project_of_task(p_task_id uuid) returns void
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.projects
  where id = (select project_id from public.tasks where id = p_task_id) for no key update;
end;
$$;

-- Tells the project's private channel what became of a task, and of the film that it is a part of.
create function public.announce_task(p_task_id uuid) returns void
language sql set search_path = '' as $$
  select realtime.send(
    jsonb_strip_nulls(jsonb_build_object(
      'task_id', t.id,
      'project_id', t.project_id,
      'shot_id', t.params ->> 'shot_id',
      'status', t.status
    )),
    'task-update', 'task-updates:' || t.project_id, true
  )
  from public.tasks asked
  join public.tasks t on t.project_id = asked.project_id
    and t.id::text in (asked.id::text, asked.params ->> 'orchestrator_task_id_ref')
  where asked.id = p_task_id;
$$;

-- Takes the oldest task that is ready; never one that another worker holds. The joining of a film is
-- ready when all its parts are.
create function public.claim_next_task(p_worker_id text) returns setof public.tasks
language sql set search_path = '' as $$
  with next as (
    select t.id from public.tasks t
    where t.status = 'Queued'
      and (
        t.dependant_on is null
        or exists (
          select 1 from public.tasks d where d.id = t.dependant_on and d.status = 'Complete'
        )
      )
      and (
        t.task_type <> 'travel_stitch'
        or not exists (
          select 1 from public.tasks part
          where part.project_id = t.project_id
            and part.params ->> 'orchestrator_task_id_ref' = t.params ->> 'orchestrator_task_id_ref'
            and part.id <> t.id and part.status <> 'Complete'
        )
      )
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
$$;

-- A worker keeps a task by touching its row. After p_silence without a touch the task goes back to
-- Queued; when that happens a third time, it fails. Returns what was changed. Every worker calls it.
create function public.reset_orphans(p_silence interval default '30 seconds')
returns setof public.tasks
language plpgsql set search_path = '' as $$
declare
  held uuid;
  orphan public.tasks;
begin
  for held in
    select id from public.projects
    where id in (
      select project_id from public.tasks
      where status = 'In Progress' and worker_id is not null and updated_at < now() - p_silence
    )
    order by id for no key update skip locked
  loop
    for orphan in
      update public.tasks
      set status = case when attempts >= 3 then 'Failed' else 'Queued' end::public.task_status,
        worker_id = null,
        generation_started_at = case when attempts >= 3 then generation_started_at end,
        generation_processed_at = case when attempts >= 3 then now() end,
        error_message = case when attempts >= 3 then 'The worker stopped three times while on this.' end
      where project_id = held
        and status = 'In Progress' and worker_id is not null and updated_at < now() - p_silence
      returning *
    loop
      perform public.announce_task(orphan.id);
      return next orphan;
    end loop;
  end loop;
end;
$$;

-- The three steps of completing a task. Each may be a commit of its own, and each may be asked again
-- after its answer was lost.

-- Returns the task; no row when it is not In Progress any more (cancelled, failed, put back, gone).
create function public.finish_task(p_task_id uuid, p_location text) returns setof public.tasks
language plpgsql set search_path = '' as $$
begin
  perform public.hold_project_of_task(p_task_id);
  return query
  update public.tasks
  set status = 'Complete', output_location = p_location, error_message = null,
    generation_processed_at = coalesce(generation_processed_at, now())
  where id = p_task_id
    and (status = 'In Progress' or (status = 'Complete' and output_location = p_location))
  returning *;
end;
$$;

-- Returns the picture or film of the task; no row when a task of this type makes none, or the task
-- came to another end.
create function public.record_generation(
  p_task_id uuid, p_location text, p_thumbnail_url text, p_params jsonb
) returns setof public.generations
language plpgsql set search_path = '' as $$
declare
  task public.tasks;
  kind public.task_types;
  origin text;
begin
  perform public.hold_project_of_task(p_task_id);
  select * into task from public.tasks
  where id = p_task_id and status in ('In Progress', 'Complete');
  select * into kind from public.task_types
  where name = task.task_type and category = 'generation';
  if not found then
    return;
  end if;
  origin := task.params ->> 'orchestrator_task_id_ref';

  insert into public.generations (project_id, tasks, params, location, thumbnail_url, type)
  values (
    task.project_id,
    case when origin is null then jsonb_build_array(task.id)
      else jsonb_build_array(origin, task.id) end,
    p_params || jsonb_build_object('tool_type', kind.tool_type),
    p_location, p_thumbnail_url, kind.content_type
  )
  on conflict ((tasks ->> 0)) do nothing;

  update public.tasks set generation_created = true
  where project_id = task.project_id and id::text in (task.id::text, origin)
    and not generation_created;

  return query
  select * from public.generations where tasks ->> 0 = coalesce(origin, task.id::text);
end;
$$;

-- Puts the picture of a task into the shot that the task names. A shot that was deleted meanwhile, or
-- never was, costs the link and not the picture.
create function public.link_generation(p_task_id uuid) returns setof public.shot_generations
language plpgsql set search_path = '' as $$
declare
  task public.tasks;
  made public.generations;
  shot public.shots;
  wanted jsonb;
begin
  select * into task from public.tasks where id = p_task_id;
  select * into made from public.generations
  where tasks ->> 0 = coalesce(task.params ->> 'orchestrator_task_id_ref', task.id::text);
  if not found then
    return;
  end if;
  -- As text: params are the user's, and a shot_id that is no uuid must not lose the picture.
  select * into shot from public.shots
  where project_id = task.project_id and id::text = task.params ->> 'shot_id' for no key update;
  if not found then
    return;
  end if;

  wanted := task.params -> 'position';
  insert into public.shot_generations (project_id, shot_id, generation_id, position)
  values (
    task.project_id, shot.id, made.id,
    case
      when jsonb_typeof(wanted) = 'number'
        then greatest(1, least(1000000, trunc(wanted::numeric)))::integer
      when jsonb_typeof(wanted) = 'null' then null
      else (
        select coalesce(max(position), 0) + 1 from public.shot_generations where shot_id = shot.id
      )
    end
  )
  on conflict on constraint shot_generations_once do nothing;

  return query
  select * from public.shot_generations where shot_id = shot.id and generation_id = made.id;
end;
$$;

-- All of it in one transaction: the task is Complete, its picture exists, and it is in its shot, or
-- none of it. Returns the task; no row when it is not In Progress any more.
create function public.complete_task(
  p_task_id uuid, p_location text, p_thumbnail_url text, p_generation_params jsonb
) returns setof public.tasks
language plpgsql set search_path = '' as $$
begin
  perform public.finish_task(p_task_id, p_location);
  if not found then
    return;
  end if;
  perform public.record_generation(p_task_id, p_location, p_thumbnail_url, p_generation_params);
  perform public.link_generation(p_task_id);
  perform public.announce_task(p_task_id);
  return query select * from public.tasks where id = p_task_id;
end;
$$;

-- Returns the task; no row when it is not In Progress, or with another worker by now: a Complete task
-- never becomes Failed.
create function public.fail_task(p_task_id uuid, p_error text, p_worker_id text default null)
returns setof public.tasks
language plpgsql set search_path = '' as $$
begin
  perform public.hold_project_of_task(p_task_id);
  update public.tasks
  set status = 'Failed', error_message = left(p_error, 500), generation_processed_at = now()
  where id = p_task_id and status = 'In Progress'
    and (p_worker_id is null or worker_id = p_worker_id);
  if not found then
    return;
  end if;
  perform public.announce_task(p_task_id);
  return query select * from public.tasks where id = p_task_id;
end;
$$;

revoke execute on function
  public.hold_project_of_task(uuid),
  public.announce_task(uuid),
  public.claim_next_task(text),
  public.reset_orphans(interval),
  public.finish_task(uuid, text),
  public.record_generation(uuid, text, text, jsonb),
  public.link_generation(uuid),
  public.complete_task(uuid, text, text, jsonb),
  public.fail_task(uuid, text, text)
from public, anon, authenticated;

grant execute on function
  public.hold_project_of_task(uuid),
  public.announce_task(uuid),
  public.claim_next_task(text),
  public.reset_orphans(interval),
  public.finish_task(uuid, text),
  public.record_generation(uuid, text, text, jsonb),
  public.link_generation(uuid),
  public.complete_task(uuid, text, text, jsonb),
  public.fail_task(uuid, text, text)
to service_role;
