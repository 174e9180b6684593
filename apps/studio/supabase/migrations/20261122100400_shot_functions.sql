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

-- Makes a shot whose first picture is the given one, both or neither, and returns the shot.
create function public.create_shot_with_image(
  p_project_id uuid, p_shot_name text, p_generation_id uuid
) returns public.shots
language plpgsql set search_path = '' as $$
declare
  shot public.shots;
begin
  insert into public.shots (project_id, name) values (p_project_id, p_shot_name) returning * into shot;
  perform public.add_generation_to_shot(shot.id, p_generation_id, true);
  return shot;
end;
$$;

revoke execute on function
  public.add_generation_to_shot(uuid, uuid, boolean),
  public.count_unpositioned_generations(uuid),
  public.create_shot_with_image(uuid, text, uuid)
from public, anon;

grant execute on function
  public.add_generation_to_shot(uuid, uuid, boolean),
  public.count_unpositioned_generations(uuid),
  public.create_shot_with_image(uuid, text, uuid)
to authenticated, service_role;
