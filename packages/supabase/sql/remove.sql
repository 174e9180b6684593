-- Takes the feed away. Run again, or where it never was, it does nothing.

do $do$
declare
  found record;
  users text;
begin
  if to_regnamespace('everfresh') is null then
    return;
  end if;
  select string_agg(distinct pg_describe_object(d.classid, d.objid, d.objsubid), ', ') into users
    from pg_catalog.pg_depend d
   where d.deptype = 'n'
     and (d.refclassid = 'pg_proc'::regclass and exists (
            select from pg_catalog.pg_proc p where p.oid = d.refobjid and p.pronamespace = 'everfresh'::regnamespace and p.prorettype <> 'trigger'::regtype)
          or d.refclassid = 'pg_type'::regclass and exists (
            select from pg_catalog.pg_type t where t.oid = d.refobjid and t.typnamespace = 'everfresh'::regnamespace)
          or d.refclassid = 'pg_class'::regclass and exists (
            select from pg_catalog.pg_class c where c.oid = d.refobjid and c.relnamespace = 'everfresh'::regnamespace))
     and (pg_identify_object(d.classid, d.objid, d.objsubid)).identity !~ '(^| )("everfresh: |everfresh\.)';
  if users is not null then
    raise exception 'everfresh: the feed is in use by the app''s own: %.', users
      using errcode = 'dependent_objects_still_exist', hint = 'Take it out of them first, and run this again: nothing was removed.';
  end if;
  -- Nobody writes to what is followed until this is done, nor sends, nor asks; and whoever did before has ended.
  perform everfresh.lock_tables(array(
    select t.target from everfresh.triggers t
     union select 'everfresh.state'
     union select c.oid from pg_catalog.pg_class c
      where c.oid = to_regclass('realtime.messages') and has_table_privilege(c.oid, 'truncate')
  ));
  for found in
    select p.polname from pg_catalog.pg_policy p
     where p.polrelid = to_regclass('realtime.messages') and p.polname like 'everfresh: %'
  loop
    execute format('drop policy %I on realtime.messages', found.polname);
  end loop;
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
  for found in
    select p.oid::regprocedure as function from pg_catalog.pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proname in ('changes_since', 'everfresh_rotate')
       and obj_description(p.oid, 'pg_proc') like 'everfresh:%'
  loop
    execute format('drop function %s', found.function);
  end loop;
  set local client_min_messages = warning;
  drop schema everfresh cascade;
end
$do$;
