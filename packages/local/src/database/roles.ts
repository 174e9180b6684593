/**
 * The roles, default rights and helpers that every Supabase database has before its first migration.
 * Roles belong to the whole server, so another database may have made them already.
 */
export const rolesSchema: string = `
do $$
declare
  superuser boolean := (select rolsuper from pg_roles where rolname = current_user);
  wanted record;
begin
  for wanted in
    select * from (values
      ('anon', 'noinherit', false),
      ('authenticated', 'noinherit', false),
      ('service_role', 'noinherit bypassrls', false),
      ('authenticator', 'noinherit', false),
      ('supabase_auth_admin', 'noinherit', false),
      ('supabase_storage_admin', 'noinherit', false),
      ('supabase_realtime_admin', 'noinherit', false),
      ('dashboard_user', 'noinherit', false),
      ('postgres', 'createdb createrole', true),
      ('supabase_admin', 'createdb createrole', true)
    ) as roles(name, attributes, is_owner)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      execute format('create role %I %s %s', wanted.name, wanted.attributes,
        case when wanted.is_owner and superuser then 'superuser' end);
    end if;
  end loop;
  -- Only a superuser may become any role without being a member of it.
  if not superuser then
    execute format('grant anon, authenticated, service_role to %I', current_user);
  end if;
end $$;

grant anon, authenticated, service_role to authenticator;

create schema if not exists extensions;
grant usage on schema extensions to postgres, anon, authenticated, service_role;

-- An owner who is no superuser cannot become authenticator, but could become itself.
create or replace function extensions.require_token_role(wanted text) returns void
language plpgsql as $$
begin
  if not pg_has_role('authenticator', wanted, 'member') then
    raise insufficient_privilege using message = format('permission denied to set role "%s"', wanted);
  end if;
end $$;
create extension if not exists pgcrypto with schema extensions;
create extension if not exists "uuid-ossp" with schema extensions;

grant usage on schema public to postgres, anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to postgres, anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to postgres, anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to postgres, anon, authenticated, service_role;

do $$
begin
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
  end if;
end $$;

create or replace function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql as $$
begin
  notify pgrst, 'reload schema';
end $$;

-- Only a superuser can make event triggers; without them the schema is read again when a name is missing.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    drop event trigger if exists pgrst_ddl_watch;
    create event trigger pgrst_ddl_watch on ddl_command_end
      execute function extensions.pgrst_ddl_watch();
    drop event trigger if exists pgrst_drop_watch;
    create event trigger pgrst_drop_watch on sql_drop
      execute function extensions.pgrst_ddl_watch();
  end if;
end $$;
`
