-- Empties the oldest table of the ring, without anybody waiting.

create or replace function everfresh.newest_xid_in(slot integer) returns xid8
language plpgsql volatile set search_path = '' as $$
declare
  newest xid8;
begin
  execute format('select xid from everfresh.log_%s order by xid desc limit 1', slot) into newest;
  return newest;
end
$$;

-- This is another cluster's dump: the transactions in it mean nothing here.
create or replace function everfresh.begin_anew() returns void
language plpgsql volatile set search_path = '' as $$
begin
  truncate everfresh.log;
  perform setval('everfresh.newest_hole', 0), setval('everfresh.truncations', 0);
  update everfresh.state
     set system_identifier = split_part(everfresh.identity(), '.', 1), pruned_xid = '0', rotation = 0,
         marked_slot = null, marked_at = null;
end
$$;

-- Whether the table that comes next still has rows, and is not being waited for.
create or replace function everfresh.is_rotation_due() returns boolean
language sql stable set search_path = '' as $$
  select s.system_identifier <> split_part(everfresh.identity(), '.', 1)
      or exists (select from everfresh.log l where l.slot = (everfresh.slot() + 1) % 8)
     and (s.marked_slot is distinct from (everfresh.slot() + 1) % 8 or s.marked_at < clock_timestamp() - interval '1 minute')
    from everfresh.state s
$$;

-- One step; call it now and then (pg_cron does where there is one, else clients do, when they are told to). First the
-- watermark is raised and committed; a minute later or more the table is emptied. A reader whose snapshot is older
-- than the watermark is told by the sequence everfresh.truncations, which no snapshot hides.
create or replace function everfresh.rotate() returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  next integer := (everfresh.slot() + 1) % 8;
  newest xid8;
  state everfresh.state;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('everfresh.rotate', 0)) then
    return 'another one is at it';
  end if;
  select * into strict state from everfresh.state;
  if state.system_identifier <> split_part(everfresh.identity(), '.', 1) then
    perform everfresh.begin_anew();
    return 'began anew';
  end if;
  newest := everfresh.newest_xid_in(next);
  if newest is null then
    return 'nothing to do';
  end if;
  if state.marked_slot is not distinct from next and newest <= state.pruned_xid then
    if state.marked_at > clock_timestamp() - interval '1 minute' then
      return 'marked';
    end if;
    begin
      perform set_config('lock_timeout', '100ms', true);
      execute format('lock table everfresh.log_%s in access exclusive mode', next);
    exception when lock_not_available then
      return 'in use';
    end;
    -- Whoever wrote to it is done now. What was not seen before raises the watermark first.
    newest := everfresh.newest_xid_in(next);
    if newest <= state.pruned_xid then
      perform setval('everfresh.truncations', state.rotation);
      execute format('truncate everfresh.log_%s', next);
      update everfresh.state set marked_slot = null, marked_at = null;
      return 'emptied';
    end if;
  end if;
  update everfresh.state
     set pruned_xid = greatest(pruned_xid, newest), rotation = rotation + 1, marked_slot = next, marked_at = clock_timestamp();
  return 'marked';
end
$$;

create or replace function public.everfresh_rotate() returns text
language sql volatile set search_path = '' as $$ select everfresh.rotate() $$;
comment on function public.everfresh_rotate() is 'everfresh: a step of tidying up; safe to call by anybody at any time';

do $do$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'pg_cron') then
    execute $cron$ select cron.schedule('everfresh-rotate', '*/10 * * * *', 'select everfresh.rotate()') $cron$;
  end if;
end
$do$;
