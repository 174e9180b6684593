-- A film of a shot is a family of tasks: the orchestrator that a person submitted, a segment for each
-- picture, and the stitch that joins the segments. One fate for all: when a part fails or is
-- cancelled, so is what is open of the family; when the stitch is Complete, so is the orchestrator.

-- Makes the parts of a film, and lets go of the orchestrator: from now on it waits for them, held by
-- no worker. Returns the parts, however often it is asked; no row when it is not this worker's any more.
create function public.plan_film(p_task_id uuid, p_worker_id text) returns setof public.tasks
language plpgsql set search_path = '' as $$
declare
  film public.tasks;
  pictures text[];
begin
  perform public.hold_project_of_task(p_task_id);
  select * into film from public.tasks
  where id = p_task_id and task_type = 'travel_orchestrator'
    and status = 'In Progress' and worker_id = p_worker_id;
  if not found then
    return query
    select * from public.tasks t
    where t.project_id = (select p.project_id from public.tasks p where p.id = p_task_id)
      and t.params ->> 'orchestrator_task_id_ref' = p_task_id::text;
    return;
  end if;

  -- Those that are still there: a picture may have been deleted since the film was asked for.
  select coalesce(array_agg(g.location order by wish.place), '{}') into pictures
  from jsonb_array_elements_text(
    case jsonb_typeof(film.params -> 'generation_ids')
      when 'array' then film.params -> 'generation_ids' else '[]' end
  ) with ordinality as wish (id, place)
  join public.generations g on g.project_id = film.project_id and g.id::text = wish.id
  where g.location is not null and g.type not like '%video%';

  if cardinality(pictures) = 0 then
    raise exception 'There is no picture to make this film of.'
      using hint = 'Put some into the shot, then make it again.';
  end if;
  if cardinality(pictures) > 24 then
    raise exception 'A film can have 24 pictures, and this one has %.', cardinality(pictures)
      using hint = 'Take some out of the shot, then make it again.';
  end if;

  update public.tasks set worker_id = null where id = film.id;

  return query
  insert into public.tasks (project_id, task_type, created_at, params)
  select film.project_id, part.task_type, film.created_at, jsonb_build_object(
    'prompt', film.params -> 'prompt',
    'orchestrator_task_id_ref', film.id,
    'index', part.index,
    'of', cardinality(pictures)
  ) || part.params
  from (
    -- The last picture gives way to the first: the film goes round.
    select 'travel_segment' as task_type, place - 1 as index, jsonb_build_object(
      'picture', pictures[place], 'next_picture', pictures[place % cardinality(pictures) + 1]
    ) as params
    from generate_series(1, cardinality(pictures)) as place
    union all
    select 'travel_stitch', cardinality(pictures),
      jsonb_build_object('shot_id', film.params -> 'shot_id', 'position', null)
  ) as part
  returning *;
end;
$$;

create function public.share_fate_of_film() returns trigger
language plpgsql set search_path = '' as $$
declare
  film uuid := coalesce(new.params ->> 'orchestrator_task_id_ref', new.id::text);
begin
  if new.status = 'Complete' then
    update public.tasks
    set status = 'Complete', output_location = new.output_location, generation_processed_at = now()
    where id = film and status = 'In Progress';
  elsif new.status = 'Cancelled' then
    update public.tasks set status = 'Cancelled'
    where project_id = new.project_id and status in ('Queued', 'In Progress')
      and (id = film or params ->> 'orchestrator_task_id_ref' = film::text);
  else
    update public.tasks
    set status = 'Failed', generation_processed_at = now(), error_message = new.error_message
    where project_id = new.project_id and status in ('Queued', 'In Progress')
      and (id = film or params ->> 'orchestrator_task_id_ref' = film::text);
  end if;
  return null;
end;
$$;

create trigger share_fate_of_film after update of status on public.tasks
  for each row when (
    new.status <> old.status
    and (
      (new.status = 'Complete' and new.task_type = 'travel_stitch')
      or (
        new.status in ('Failed', 'Cancelled')
        and new.task_type in ('travel_orchestrator', 'travel_segment', 'travel_stitch')
      )
    )
  )
  execute function public.share_fate_of_film();

revoke execute on function public.plan_film(uuid, text) from public, anon, authenticated;
grant execute on function public.plan_film(uuid, text) to service_role;
