-- What the triggers use.

-- The table of the ring that is written to now: by the clock, not by when the transaction began. Its names are looked
-- up here and now, so that it can be a part of the statements that call it. everfresh.keep writes it anew.
do $do$
begin
  if to_regprocedure('everfresh.slot()') is null then
    create function everfresh.slot() returns integer language sql volatile
      return (floor(extract(epoch from clock_timestamp()) / 14400)::bigint % 8)::integer;
  end if;
end
$do$;

-- Keeps changes for `kept` at least; from one hour to thirty days.
create or replace function everfresh.keep(kept interval) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if kept is null or kept < interval '1 hour' or kept > interval '30 days' then
    raise exception 'everfresh: changes can be kept from 1 hour to 30 days, not for %.', coalesce(kept::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  update everfresh.state s set kept = keep.kept where s.kept <> keep.kept;
  if not found then
    return;
  end if;
  -- Six of the eight tables are full, one is being written to, and one is empty. The one that is written to stays the
  -- same at this moment, so that those which are emptied next are the oldest.
  execute format(
    'create or replace function everfresh.slot() returns integer language sql volatile
      return (((floor((extract(epoch from clock_timestamp()) - %s) / %s)::bigint + %s) %% 8 + 8) %% 8)::integer',
    extract(epoch from clock_timestamp()), ceil(extract(epoch from kept) / 6), everfresh.slot()
  );
end
$$;

-- Who made this request, as its client says: for the client alone, to know its own.
create or replace function everfresh.read_origin(headers text) returns text
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  return substring(headers::jsonb ->> 'x-everfresh-origin' from '^[A-Za-z0-9._-]{1,64}$');
exception when others then
  return null;
end
$$;
-- A part of the statements that call it: most writes are made without that header.
create or replace function everfresh.origin() returns text language sql stable
  return case when current_setting('request.headers', true) like '%x-everfresh-origin%'
              then everfresh.read_origin(current_setting('request.headers', true)) end;

-- What must see all that was committed until now is not for a transaction that sees things as they were.
create or replace function everfresh.check_isolation() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'everfresh: this does not work in a transaction that is %.', current_setting('transaction_isolation')
      using errcode = 'invalid_transaction_state', hint = 'Begin one with: begin isolation level read committed';
  end if;
end
$$;

-- The newest transaction that may have written to a table which nobody else is writing to now: the last one that ended,
-- or this one, whose number may be higher or lower.
create or replace function everfresh.newest_writer() returns xid8
language sql volatile set search_path = pg_catalog, pg_temp as $$
  select greatest((pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8, pg_current_xact_id())
$$;

-- No cursor from before `upto` ended is complete. It survives a rollback, and of two at the same time the newer counts.
create or replace function everfresh.mark_hole(upto xid8) returns void
language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = 0 as $$
begin
  lock table everfresh.turn in exclusive mode;
  perform setval('everfresh.newest_hole', upto::text::bigint)
    from everfresh.newest_hole where last_value < upto::text::bigint;
  -- Undone at once: that ends the lock, while a sequence stays as it is.
  raise exception using errcode = 'EF001';
exception when sqlstate 'EF001' then
  return;
end
$$;

-- A change was not logged. The app's transaction goes on, and no reader takes what it gets next for all there is.
create or replace function everfresh.missed(target oid, error text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform everfresh.mark_hole(pg_current_xact_id());
  raise warning 'everfresh: a change of % was not logged: %', target::regclass, error
    using hint = 'Readers fetch everything instead. If this goes on: select everfresh.retrack(), or untrack the table.';
end
$$;

do $do$
begin
  if to_regtype('everfresh.told') is null then
    create type everfresh.told as (scope text, ids text[], route jsonb);
  end if;
end
$do$;

-- How often this transaction has written to the log. Anybody may set it: nonsense in it fails nobody's write, nor do
-- digits of another script, which are `\d` under ICU.
create or replace function everfresh.times_logged() returns integer language sql stable
  return case when current_setting('everfresh.times_logged', true) ~ '^[0-9]{1,6}$' then current_setting('everfresh.times_logged', true)::integer else 0 end;
create or replace function everfresh.count_logging() returns text language sql volatile
  return set_config('everfresh.times_logged', (everfresh.times_logged() + 1)::text, true);

-- Text for the quick way: a statement that reads and writes. Where it fails, the long way finds out why. Catching errors
-- of what writes costs a transaction number each time, and more than 64 in a transaction slow down the whole server: so
-- it ends once a transaction has written forty times, by when the log is known to take what it is told.
create or replace function everfresh.quick_sql(statement text, strict boolean) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when strict then statement else format($sql$
  if everfresh.times_logged() < 40 then
    begin%s
    exception when others then
      quick := false;
    end;
  end if;$sql$, statement) end
$$;

create or replace function everfresh.append(
  told everfresh.told[], schema_name text, table_name text, operation text, push boolean, read_in pg_snapshot, moved boolean
) returns void language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = 0 as $$
#variable_conflict use_variable
begin
  perform everfresh.count_logging();
  insert into everfresh.log (slot, scope, schema_name, table_name, operation, ids, route, origin, push, read_in, moved)
  select everfresh.slot(), t.scope, append.schema_name, append.table_name, append.operation, t.ids, t.route, everfresh.origin(),
         append.push, append.read_in, append.moved
    from unnest(told) t;
end
$$;

-- Writes to the log what a trigger found out, or says that it could not.
create or replace function everfresh.write(
  told everfresh.told[], target oid, schema_name text, table_name text, operation text, push boolean, strict boolean,
  read_in pg_snapshot, moved boolean
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if told is null then
    return;
  end if;
  if cardinality(told) > 200 then
    -- One broadcast each would be a flood: all scopes, found by who looks.
    told := array[row('*', null, null)::everfresh.told];
    push := false;
  end if;
  if write."strict" or everfresh.times_logged() >= 40 then
    perform everfresh.append(told, schema_name, table_name, operation, push, read_in, moved);
    return;
  end if;
  begin
    perform everfresh.append(told, schema_name, table_name, operation, push, read_in, moved);
  exception when others then
    perform everfresh.missed(target, sqlerrm);
  end;
end
$$;

-- The same for a table that is not the trigger's own, by whatever name it has now.
create or replace function everfresh.write_for(
  told everfresh.told[], target oid, operation text, push boolean, strict boolean, read_in pg_snapshot
) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if told is not null then
    perform everfresh.write(told, target, n.nspname, c.relname, operation, push, write_for."strict", read_in, operation <> 'TRUNCATE')
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = target;
  end if;
end
$$;
