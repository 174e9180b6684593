-- Empties the oldest table of the ring, without anybody waiting.

create or replace function everfresh.next_slot() returns integer
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  return (everfresh.slot() + 1) % 8;
end
$$;

create or replace function everfresh.newest_xid_in(slot integer) returns xid8
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  newest xid8;
begin
  execute format('select xid from everfresh.log_%s order by xid desc limit 1', slot) into newest;
  return newest;
end
$$;

-- This is a dump of another cluster, or of another time: the transactions in it mean nothing here, and its triggers
-- name tables by the numbers that they had there. What was logged here before this moment goes too, and its holes: so no
-- cursor from before it is complete. Nobody is writing: what is followed is locked.
create or replace function everfresh.begin_anew() returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  names text := everfresh.names_of(everfresh.followed());
begin
  if names is not null then
    -- Now or not at all: everfresh.retrack would wait for them for longer than clients, who call this, may.
    execute format('lock table %s in access exclusive mode', names);
  end if;
  perform everfresh.retrack();
  truncate everfresh.log;
  perform setval('everfresh.newest_hole', 0), setval('everfresh.truncations', 0);
  update everfresh.state
     set system_identifier = c.system_identifier, log_oid = 'everfresh.log'::regclass,
         pruned_xid = everfresh.newest_writer(), rotation = 0, marked_slot = null, marked_at = null
    from pg_catalog.pg_control_system() c;
  return 'began anew';
exception
  when lock_not_available then
    update everfresh.state set marked_slot = null, marked_at = clock_timestamp();
    return 'in use';
  when others then
    update everfresh.state set marked_slot = null, marked_at = clock_timestamp();
    -- For the log alone: anybody may ask for this, and it names the app's tables.
    raise log 'everfresh: the feed cannot begin anew: %', sqlerrm;
    return 'failed: the log of the database says why';
end
$$;

-- Whether to begin anew failed less than a minute ago: each time it keeps all who write waiting.
create or replace function everfresh.was_tried(state everfresh.state) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(state.marked_slot is null
    and state.marked_at between clock_timestamp() - interval '1 minute' and clock_timestamp(), false);
end
$$;

-- Empties the table `slot`, unless somebody still has it, or wrote to it since the watermark was raised.
create or replace function everfresh.try_empty(slot integer, state everfresh.state) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  -- Waits for writers, and lets readers read while it looks for what it has not seen.
  execute format('lock table everfresh.log_%s in share mode', slot);
  if everfresh.newest_xid_in(slot) > state.pruned_xid then
    return 'grown';
  end if;
  perform setval('everfresh.truncations', state.rotation);
  execute format('truncate everfresh.log_%s', slot);
  update everfresh.state set marked_slot = null, marked_at = null;
  return 'emptied';
exception when lock_not_available then
  -- Tried again a minute later.
  update everfresh.state set marked_at = clock_timestamp();
  return 'in use';
end
$$;

-- Whether the table that comes next still has rows, and is not being waited for.
create or replace function everfresh.is_rotation_due(state everfresh.state) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
  next constant integer := everfresh.next_slot();
begin
  if not everfresh.is_home(state) then
    return not everfresh.was_tried(state);
  elsif state.marked_slot = next and state.marked_at > clock_timestamp() - interval '1 minute' then
    return false;
  end if;
  return exists (select from everfresh.log l where l.slot = next);
end
$$;

-- One step; call it now and then (pg_cron does where there is one, else clients do, when they are told to). First the
-- watermark is raised and committed; a minute later or more the table is emptied. A reader whose snapshot is older
-- than the watermark is told by the sequence everfresh.truncations, which no snapshot hides. Anybody may call it at
-- any time: it looks into a table once a minute at most, and waits for nobody longer than 100 ms.
create or replace function everfresh.rotate() returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set lock_timeout = '100ms' as $$
declare
  next constant integer := everfresh.next_slot();
  newest xid8;
  state everfresh.state;
  outcome text;
begin
  perform everfresh.check_isolation();
  select * into state from everfresh.state for update skip locked;
  if not found then
    return 'another one is at it';
  end if;
  if not everfresh.is_home(state) then
    return case when everfresh.was_tried(state) then 'tried a moment ago' else everfresh.begin_anew() end;
  end if;
  if state.marked_slot is not distinct from next then
    if state.marked_at > clock_timestamp() - interval '1 minute' then
      return 'marked';
    end if;
    outcome := everfresh.try_empty(next, state);
    if outcome <> 'grown' then
      return outcome;
    end if;
  end if;
  newest := everfresh.newest_xid_in(next);
  if newest is null then
    return 'nothing to do';
  end if;
  update everfresh.state
     set pruned_xid = greatest(pruned_xid, newest), rotation = rotation + 1, marked_slot = next, marked_at = clock_timestamp();
  return 'marked';
end
$$;

create or replace function public.everfresh_rotate() returns text
language sql volatile set search_path = pg_catalog, pg_temp as $$ select everfresh.rotate() $$;
comment on function public.everfresh_rotate() is 'everfresh: a step of tidying up; safe to call by anybody at any time';

do $do$
begin
  if to_regprocedure('cron.schedule(text,text,text)') is not null then
    perform cron.schedule('everfresh-rotate', '*/2 * * * *', 'select everfresh.rotate()');
  end if;
exception when insufficient_privilege then
  -- Clients call it then.
  null;
end
$do$;
