-- Takes the feed away. Run again, or where it never was, it does nothing.

do $do$
declare
  found record;
begin
  if to_regnamespace('everfresh') is null then
    return;
  end if;
  -- Nobody writes to what is followed until this is done, and whoever wrote before has ended; then whoever reads.
  perform everfresh.lock_tables(array(select distinct t.target from everfresh.triggers t));
  lock table everfresh.state in access exclusive mode;
  if to_regprocedure('cron.unschedule(text)') is not null then
    -- By itself: a condition is planned whole, also where there is no cron.job.
    if exists (select from cron.job where jobname = 'everfresh-rotate') then
      perform cron.unschedule('everfresh-rotate');
    end if;
  end if;
  for found in
    select t.tgname, t.tgrelid::regclass as target
      from pg_catalog.pg_trigger t join pg_catalog.pg_proc p on p.oid = t.tgfoid
     -- A partition's go with those of its table.
     where not t.tgisinternal and t.tgparentid = 0 and p.pronamespace = 'everfresh'::regnamespace
  loop
    execute format('drop trigger %I on %s', found.tgname, found.target);
  end loop;
  if to_regclass('realtime.messages') is not null then
    drop policy if exists "everfresh: readers of a scope hear its changes" on realtime.messages;
  end if;
  for found in
    select p.oid::regprocedure as function from pg_catalog.pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proname in ('changes_since', 'everfresh_rotate')
       and obj_description(p.oid, 'pg_proc') like 'everfresh:%'
  loop
    execute format('drop function %s', found.function);
  end loop;
  -- By itself, so that a policy or view of the app's that asks it stops this, and is not dropped along with the schema.
  drop function if exists everfresh.can_read(text);
  set local client_min_messages = warning;
  drop schema everfresh cascade;
end
$do$;
