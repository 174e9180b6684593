-- Nobody has rights on anything of the feed but what stands here.
revoke all on schema everfresh from public;
revoke all on all tables in schema everfresh from public;
revoke all on all sequences in schema everfresh from public;
revoke all on all functions in schema everfresh from public;
revoke all on function public.changes_since(text[], text), public.everfresh_rotate() from public;

do $do$
declare
  role_name text;
begin
  foreach role_name in array array['anon', 'authenticated', 'service_role'] loop
    continue when to_regrole(role_name) is null;
    execute format('revoke all on all tables in schema everfresh from %I', role_name);
    execute format('revoke all on all sequences in schema everfresh from %I', role_name);
    execute format('revoke all on all functions in schema everfresh from %I', role_name);
    execute format('grant usage on schema everfresh to %I', role_name);
    execute format('grant execute on function everfresh.changes_since(text[], text), everfresh.rotate() to %I', role_name);
    execute format('grant execute on function public.changes_since(text[], text), public.everfresh_rotate() to %I', role_name);
  end loop;
end
$do$;

-- Asked by policies, which hold for every role there is.
grant execute on function everfresh.may_hear(text) to public;

-- Which policies were made. Not as a comment on them: only the owner of the table may write one.
do $do$
begin
  if not exists (
    select from pg_catalog.pg_attribute where attrelid = 'everfresh.state'::regclass and attname = 'policies'
  ) then
    perform everfresh.patiently('alter table everfresh.state add policies text', 'everfresh.state');
  end if;
end
$do$;

-- Who may listen: only to broadcasts of the feed's own topics. The others are restrictive: whatever else the app's own
-- policies allow, who may not read a scope hears nothing of it, and nobody can forge a change.
create or replace function everfresh.make_policies() returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  made text := '';
begin
  for one in values
    ('everfresh: readers of a scope hear its changes', 'for select using (
       extension = ''broadcast''
       and starts_with((select realtime.topic()), ''everfresh:'')
       and everfresh.may_hear((select realtime.topic())))'),
    ('everfresh: nobody else hears them', 'as restrictive for select using (
       everfresh.may_hear(topic) and everfresh.may_hear((select realtime.topic())))'),
    ('everfresh: nobody tells changes', 'as restrictive for insert with check (
       not starts_with(coalesce(topic, ''''), ''everfresh:'')
       and not starts_with(coalesce((select realtime.topic()), ''''), ''everfresh:''))'),
    ('everfresh: nobody alters them', 'as restrictive for update using (
       not starts_with(coalesce(topic, ''''), ''everfresh:'')) with check (
       not starts_with(coalesce(topic, ''''), ''everfresh:''))')
  loop
    made := made || md5(one.column2);
    -- One that is as it should be is left alone: to make it waits for all who use the table.
    continue when exists (
      select from pg_catalog.pg_policy p, everfresh.state s
       where p.polrelid = 'realtime.messages'::regclass and p.polname = one.column1
         and strpos(s.policies, md5(one.column2)) > 0
    );
    perform everfresh.patiently(
      format('drop policy if exists %1$I on realtime.messages; create policy %1$I on realtime.messages %2$s', one.column1, one.column2),
      'realtime.messages');
  end loop;
  update everfresh.state set policies = made where policies is distinct from made;
end
$$;
revoke all on function everfresh.make_policies() from public;

do $do$
begin
  if to_regclass('realtime.messages') is not null then
    perform everfresh.make_policies();
  end if;
end
$do$;

do $do$ begin perform everfresh.retrack(); end $do$;
-- What older kits had, and their triggers called until now.
drop function if exists everfresh.is_rotation_due(), everfresh.newest_begun(), everfresh.own_rows_sql(regclass, text[]),
  everfresh.append(everfresh.told[], text, text, text, boolean),
  everfresh.write(everfresh.told[], oid, text, text, text, boolean, boolean),
  everfresh.write_for(everfresh.told[], oid, text, boolean, boolean);
update everfresh.state set version = 1;
reset client_min_messages;
