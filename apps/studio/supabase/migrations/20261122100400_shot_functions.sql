-- What a person does to shots in one step. All run as the caller, so row security decides.

-- Puts a picture into a shot and returns the link. Asking twice gives the same link: one without a
-- position gets one when p_with_position is true, and a position once given is kept.
create function public.add_generation_to_shot(
  p_shot_id uuid, p_generation_id uuid, p_with_position boolean default true
) returns public.shot_generations
language plpgsql set search_path = '' as $$
declare
  shot public.shots;
  link public.shot_generations;
begin
  select * into shot from public.shots where id = p_shot_id for no key update;
  if not found then
    raise exception 'There is no such shot.'
      using hint = 'It may have been deleted; reload the list of shots.';
  end if;
  perform 1 from public.generations where id = p_generation_id and project_id = shot.project_id;
  if not found then
    raise exception 'There is no such picture in the project of this shot.'
      using hint = 'It may have been deleted; reload the gallery.';
  end if;

  insert into public.shot_generations as l (project_id, shot_id, generation_id, position)
  values (
    shot.project_id, p_shot_id, p_generation_id,
    case when p_with_position then (
      select coalesce(max(position), 0) + 1 from public.shot_generations where shot_id = p_shot_id
    ) end
  )
  on conflict on constraint shot_generations_once
    do update set position = coalesce(l.position, excluded.position)
  returning * into link;
  return link;
end;
$$;

create function public.count_unpositioned_generations(p_shot_id uuid) returns integer
language sql stable set search_path = '' as $$
  select count(*)::integer
  from public.shot_generations l join public.generations g on g.id = l.generation_id
  where l.shot_id = p_shot_id and l.position is null and g.type not like '%video%';
$$;

-- Makes a shot whose first picture is the given one, both or neither, and returns the shot. Asking
-- twice with the same p_shot_id makes one.
create function public.create_shot_with_image(
  p_project_id uuid, p_shot_name text, p_generation_id uuid, p_shot_id uuid default null
) returns public.shots
language plpgsql set search_path = '' as $$
declare
  shot public.shots;
begin
  insert into public.shots (id, project_id, name)
  values (coalesce(p_shot_id, gen_random_uuid()), p_project_id, p_shot_name)
  on conflict (id) do nothing
  returning * into shot;
  if not found then
    select * into shot from public.shots where id = p_shot_id and project_id = p_project_id;
  end if;
  perform public.add_generation_to_shot(shot.id, p_generation_id, true);
  return shot;
end;
$$;

-- Makes a shot with the name, the settings and the pictures of another, right behind it, and returns
-- it. Films stay with the shot that they were made of. Asking twice with the same id makes one.
create function public.duplicate_shot(p_shot_id uuid, p_new_id uuid) returns public.shots
language plpgsql set search_path = '' as $$
declare
  original public.shots;
  made public.shots;
begin
  select * into original from public.shots where id = p_shot_id;
  if not found then
    raise exception 'There is no such shot.'
      using hint = 'It may have been deleted; reload the list of shots.';
  end if;
  perform 1 from public.projects where id = original.project_id for no key update;
  select * into made from public.shots where id = p_new_id and project_id = original.project_id;
  if found then
    return made;
  end if;

  update public.shots set position = position + 1
  where project_id = original.project_id and position > original.position;

  insert into public.shots (id, project_id, name, position, settings)
  values (
    p_new_id, original.project_id, rtrim(left(original.name, 75)) || ' copy',
    original.position + 1, original.settings
  )
  returning * into made;

  insert into public.shot_generations (project_id, shot_id, generation_id, position)
  select l.project_id, made.id, l.generation_id, l.position
  from public.shot_generations l join public.generations g on g.id = l.generation_id
  where l.shot_id = p_shot_id and g.type not like '%video%';
  return made;
end;
$$;

-- Gives the shots of a project the places 1 to n in the order given. Ids that are not among them are
-- passed over; shots that are not listed follow in their old order. Returns all, in their new order.
create function public.reorder_shots(p_project_id uuid, p_shot_ids uuid[]) returns setof public.shots
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.projects where id = p_project_id for no key update;

  update public.shots s set position = o.place
  from (
    select l.id, row_number() over (
      order by array_position(p_shot_ids, l.id), l.position, l.created_at, l.id
    ) as place
    from public.shots l where l.project_id = p_project_id
  ) as o
  where s.id = o.id and s.position <> o.place;

  return query
  select * from public.shots where project_id = p_project_id order by position, created_at, id;
end;
$$;

-- Gives the pictures of a shot the places 1 to n in the order given. Ids that are not in the shot are
-- passed over; those that have a place and are not listed follow in their old order. One without a
-- place that is listed gets one. Returns those with a place, in their new order.
create function public.reorder_shot_images(p_shot_id uuid, p_generation_ids uuid[])
returns setof public.shot_generations
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.shots where id = p_shot_id for no key update;

  update public.shot_generations s set position = o.place
  from (
    select l.id, row_number() over (
      order by array_position(p_generation_ids, l.generation_id), l.position, l.created_at, l.id
    ) as place
    from public.shot_generations l
    where l.shot_id = p_shot_id
      and (l.position is not null or l.generation_id = any (p_generation_ids))
  ) as o
  where s.id = o.id and s.position is distinct from o.place;

  return query
  select * from public.shot_generations
  where shot_id = p_shot_id and position is not null order by position, created_at, id;
end;
$$;

-- Takes a picture's place in a shot from it; it stays in the shot. Returns the link, if there is one.
create function public.unposition_shot_image(p_shot_id uuid, p_generation_id uuid)
returns setof public.shot_generations
language plpgsql set search_path = '' as $$
begin
  perform 1 from public.shots where id = p_shot_id for no key update;

  update public.shot_generations set position = null
  where shot_id = p_shot_id and generation_id = p_generation_id and position is not null;

  return query
  select * from public.shot_generations
  where shot_id = p_shot_id and generation_id = p_generation_id;
end;
$$;

revoke execute on function
  public.add_generation_to_shot(uuid, uuid, boolean),
  public.count_unpositioned_generations(uuid),
  public.create_shot_with_image(uuid, text, uuid, uuid),
  public.duplicate_shot(uuid, uuid),
  public.reorder_shots(uuid, uuid[]),
  public.reorder_shot_images(uuid, uuid[]),
  public.unposition_shot_image(uuid, uuid)
from public, anon;

grant execute on function
  public.add_generation_to_shot(uuid, uuid, boolean),
  public.count_unpositioned_generations(uuid),
  public.create_shot_with_image(uuid, text, uuid, uuid),
  public.duplicate_shot(uuid, uuid),
  public.reorder_shots(uuid, uuid[]),
  public.reorder_shot_images(uuid, uuid[]),
  public.unposition_shot_image(uuid, uuid)
to authenticated, service_role;
