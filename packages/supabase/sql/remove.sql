-- Leaves nothing of the feed behind, but what was broadcast.

do $do$
begin
  if to_regclass('realtime.messages') is not null then
    drop policy if exists "everfresh: readers of a scope hear its changes" on realtime.messages;
  end if;
  if to_regprocedure('cron.unschedule(text)') is not null
     and exists (select from cron.job where jobname = 'everfresh-rotate') then
    perform cron.unschedule('everfresh-rotate');
  end if;
end
$do$;
-- Not somebody else's of the same name.
do $do$
declare
  ours regprocedure;
begin
  for ours in
    select p.oid from pg_catalog.pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proname in ('changes_since', 'everfresh_rotate')
       and obj_description(p.oid, 'pg_proc') like 'everfresh:%'
  loop
    execute format('drop function %s', ours);
  end loop;
end
$do$;
-- The triggers on the app's tables go with their functions.
set client_min_messages = warning;
drop schema if exists everfresh cascade;
reset client_min_messages;
