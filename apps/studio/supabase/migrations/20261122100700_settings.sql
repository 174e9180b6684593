-- Merges keys into the settings of a user, a project or a shot, and returns what they are now. A key
-- that is null in the patch is removed. On the server, so that two tabs that change two keys both win.
create function public.patch_settings(p_scope text, p_id uuid, p_patch jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  gone text[];
  merged jsonb;
begin
  if jsonb_typeof(p_patch) is distinct from 'object' then
    raise exception 'A patch of settings is an object of keys and values.'
      using hint = 'Send {"key": value}; null removes a key.';
  end if;
  select coalesce(array_agg(key), '{}') into gone
  from jsonb_each(p_patch) where jsonb_typeof(value) = 'null';

  case p_scope
    when 'user' then
      if p_id is distinct from (select auth.uid()) then
        raise exception 'Nobody changes the settings of someone else.'
          using hint = 'Send the id of the user who is signed in.';
      end if;
      insert into public.users as u (id, settings) values (p_id, p_patch - gone)
      on conflict (id) do update set settings = (u.settings || p_patch) - gone
      returning settings into merged;
    when 'project' then
      update public.projects set settings = (settings || p_patch) - gone where id = p_id
      returning settings into merged;
    when 'shot' then
      update public.shots set settings = (settings || p_patch) - gone where id = p_id
      returning settings into merged;
    else
      raise exception 'Settings belong to a user, a project or a shot, not to "%".', p_scope
        using hint = 'Send user, project or shot as p_scope.';
  end case;

  if merged is null then
    raise exception 'There is no such %.', p_scope
      using hint = 'It may have been deleted; reload the page.';
  end if;
  return merged;
end;
$$;

revoke execute on function public.patch_settings(text, uuid, jsonb) from public, anon;
grant execute on function public.patch_settings(text, uuid, jsonb) to authenticated, service_role;
