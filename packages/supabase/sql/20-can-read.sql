-- Who may listen to a scope, and read what changed in it: the app's own function. Until it is written, nobody.
-- Never replaced by this migration.
do $do$
begin
  if to_regprocedure('everfresh.can_read(text)') is not null then
    return;
  end if;
  create function everfresh.can_read(scope text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as 'select false';
end
$do$;

-- It is asked from a policy and from the log, and must answer both alike, whoever asks: so it runs as its owner, whom
-- row-level security does not bind, and says so.
create or replace function everfresh.check_can_read() returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  can_read record;
begin
  select p.prosecdef, p.prosrc into can_read
    from pg_catalog.pg_proc p where p.oid = to_regprocedure('everfresh.can_read(text)');
  if not found then
    raise exception 'everfresh: the function everfresh.can_read(scope text) is missing, so nobody can be let in.'
      using errcode = 'undefined_function',
      hint = 'Create it: it returns whether auth.uid() may read everything in the scope. docs/feed.md has one to start from.';
  elsif can_read.prosrc = 'select false' then
    raise exception 'everfresh: everfresh.can_read(scope text) is still the one that lets nobody in.'
      using errcode = 'object_not_in_prerequisite_state',
      hint = 'Replace it in a migration before this one. docs/feed.md has one to start from.';
  elsif not can_read.prosecdef then
    raise exception 'everfresh: everfresh.can_read(scope text) is not SECURITY DEFINER.'
      using errcode = 'object_not_in_prerequisite_state',
      hint = 'Say `security definer set search_path = pg_catalog, pg_temp`, and compare with auth.uid() in it: row-level security does not apply inside.';
  end if;
end
$$;

-- Whether this caller may read the scope. A scope that can_read cannot even take apart, such as one without a uuid where
-- it casts to uuid, or finds no row of, is nobody's. Any other failure of it is no refusal, upon which clients drop what
-- they have: it is said to be a failure. Why is for the server's log: it may name what the caller may not know.
create or replace function everfresh.may_read(scope text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform everfresh.check_can_read();
  begin
    return coalesce(everfresh.can_read(scope), false);
  exception
    when data_exception or no_data_found or too_many_rows then
      return false;
    when others then
      raise log 'everfresh: everfresh.can_read(%) failed: %', quote_literal(scope), sqlerrm;
      raise exception 'everfresh: the app''s everfresh.can_read(scope text) failed: the database''s log says why.'
        using errcode = 'external_routine_exception', hint = 'Mend that function: until then nobody is let in.';
  end;
end
$$;

-- The same for a topic of Realtime's, for policies: what is no topic of the feed's is not theirs to say, and where it cannot
-- be said nobody is let in, but whoever reads other topics goes on.
create or replace function everfresh.may_hear(topic text) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return case when starts_with(topic, 'everfresh:') then everfresh.may_read(substr(topic, 11)) else true end;
exception when others then
  return false;
end
$$;
