-- An app in small: a project has shots, a shot has links.
create table projects (id integer primary key, owner text, size integer not null default 0);
create table shots (
  id integer primary key, project_id integer references projects on delete cascade on update cascade,
  title text, meta jsonb
);
create table links (id integer primary key, shot_id integer references shots on delete cascade on update cascade, note text);
create table pairs (a integer, b text, project_id integer, primary key (b, a));
create schema other;
create table other.things (id text primary key, project_id integer);
create table parts (id integer, day date, project_id integer, primary key (day, id)) partition by range (day);
create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01');
create table parts_2 partition of parts for values from ('2026-02-01') to ('2026-03-01');

-- Nobody's: what is called `secret`.
create or replace function everfresh.can_read(scope text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select scope not like 'secret:%' $$;
select everfresh.track('projects', array['project:{id}', 'user:{owner}']);
select everfresh.track('shots', 'project:{project_id}', route => array['id', 'meta.kind']);
select everfresh.track('links', 'project:{shot_id -> shots.project_id}', route => array['shot_id']);
select everfresh.track('pairs', 'project:{project_id}', push => false);
select everfresh.track('other.things', 'project:{project_id}');
select everfresh.track('parts', 'project:{project_id}');
grant select, insert, update, delete on projects, shots, links, pairs to authenticated;
