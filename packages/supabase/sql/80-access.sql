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
    execute format('grant execute on function everfresh.changes_since(text[], text), everfresh.rotate(), everfresh.may_read(text) to %I', role_name);
    execute format('grant execute on function public.changes_since(text[], text), public.everfresh_rotate() to %I', role_name);
  end loop;
end
$do$;

-- Who may listen. Only broadcasts, only the feed's own topics, and only to read: nobody can forge a change.
do $do$
begin
  if to_regclass('realtime.messages') is null then
    return;
  end if;
  drop policy if exists "everfresh: readers of a scope hear its changes" on realtime.messages;
  create policy "everfresh: readers of a scope hear its changes" on realtime.messages for select
    using (
      extension = 'broadcast'
      and starts_with((select realtime.topic()), 'everfresh:')
      and everfresh.may_read(substr((select realtime.topic()), length('everfresh:') + 1))
    );
end
$do$;

do $do$ begin perform everfresh.retrack(); end $do$;
update everfresh.state set version = 1;
reset client_min_messages;
