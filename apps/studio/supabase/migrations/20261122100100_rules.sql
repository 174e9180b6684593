-- What a row may become, whoever writes it.

create function public.touch_updated_at() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end;
$$;

create trigger touch_updated_at before update on public.users
  for each row execute function public.touch_updated_at();
create trigger touch_updated_at before update on public.projects
  for each row execute function public.touch_updated_at();
create trigger touch_updated_at before update on public.tasks
  for each row execute function public.touch_updated_at();
create trigger touch_updated_at before update on public.generations
  for each row execute function public.touch_updated_at();
create trigger touch_updated_at before update on public.shots
  for each row execute function public.touch_updated_at();

-- A person may do one thing to a task: cancel it while it is open. The worker is not bound by this.
create function public.allow_only_cancelling() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user not in ('anon', 'authenticated') or new.status = old.status then
    return new;
  end if;
  if new.status <> 'Cancelled' then
    raise exception 'A task can only be cancelled, not set to %.', new.status
      using hint = 'Set status to Cancelled, or submit a new task.';
  end if;
  if old.status not in ('Queued', 'In Progress') then
    raise exception 'This task is already %, so it cannot be cancelled.', old.status
      using hint = 'Only a task that is Queued or In Progress can be cancelled.';
  end if;
  return new;
end;
$$;

create trigger allow_only_cancelling before update on public.tasks
  for each row execute function public.allow_only_cancelling();

-- Whoever may change several tasks of a project at once holds the row of the project first. So does
-- the worker's side, and neither can stand in the other's way for ever.
create function public.hold_own_projects() returns trigger
language plpgsql set search_path = '' as $$
begin
  if current_user in ('anon', 'authenticated') then
    perform 1 from public.projects where user_id = (select auth.uid())
    order by id for no key update;
  end if;
  return null;
end;
$$;

create trigger hold_own_projects before update on public.tasks
  for each statement execute function public.hold_own_projects();

-- Counted once per statement, with the project locked, so that two tabs together cannot pass the limit.
-- The parts of a film do not count: its owner did not ask for so many.
create function public.limit_open_tasks() returns trigger
language plpgsql set search_path = '' as $$
declare
  crowded record;
begin
  perform 1 from public.projects
  where id in (select project_id from added)
  order by id for no key update;

  select project_id, count(*) as open into crowded
  from public.tasks
  where project_id in (select project_id from added) and status in ('Queued', 'In Progress')
    and params ->> 'orchestrator_task_id_ref' is null
  group by project_id having count(*) > 200
  limit 1;

  if found then
    raise exception 'A project can have 200 open tasks at a time; this would make %.', crowded.open
      using hint = 'Wait until some are done, or cancel some, then submit again.';
  end if;
  return null;
end;
$$;

create trigger limit_open_tasks after insert on public.tasks
  referencing new table as added
  for each statement execute function public.limit_open_tasks();

create function public.place_shot_last() returns trigger
language plpgsql set search_path = '' as $$
begin
  if coalesce(new.position, 0) = 0 then
    perform 1 from public.projects where id = new.project_id for no key update;
    select coalesce(max(position), 0) + 1 into new.position
    from public.shots where project_id = new.project_id;
  end if;
  return new;
end;
$$;

create trigger place_shot_last before insert on public.shots
  for each row execute function public.place_shot_last();

create function public.take_project_of_shot() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.project_id is null then
    select project_id into new.project_id from public.shots where id = new.shot_id;
  end if;
  return new;
end;
$$;

create trigger take_project_of_shot before insert on public.shot_generations
  for each row execute function public.take_project_of_shot();
