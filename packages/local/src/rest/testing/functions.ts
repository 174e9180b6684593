/** Functions of every kind that a call can meet, beside the museum. */
export const functionsSql = `
create domain "text/plain" as text;
create domain "image/png" as bytea;
create domain "*/*" as bytea;
create function plain() returns "text/plain" language sql stable as $$ select 'héllo' $$;
create function picture() returns "image/png" language sql stable as $$ select '\\x89504e47'::bytea $$;
create function anything() returns "*/*" language sql stable as $$ select 'raw'::bytea $$;
create function echo_text(text) returns text language sql stable as 'select $1';
create function echo_bytes(bytea) returns text language sql stable as $$ select encode($1, 'hex') $$;
create function echo_json(jsonb) returns jsonb language sql stable as 'select $1';
create function either(a int) returns text language sql stable as $$ select 'named' $$;
create function either(json) returns text language sql stable as $$ select 'unnamed' $$;
create function defaults(a int default 1, b text default 'x') returns text language sql stable as 'select a || b';
create function strict_args(a int, b int default 2) returns int language sql stable as 'select a + b';
create function over(a int) returns text language sql stable as $$ select 'one' $$;
create function over(a int, b int) returns text language sql stable as $$ select 'two' $$;
create function twice(a int) returns int language sql as 'select a * 2';
create function twice(a text) returns text language sql as 'select a || a';
create function spread(variadic ns int[]) returns int[] language sql stable as 'select ns';
create function spread_or_not(variadic ns int[] default '{}') returns int[] language sql stable as 'select ns';
create function in_out(inout a int, out b text) language sql stable as $$ select a + 1, 'b' $$;
create function nothing() returns void language sql as '';
create function null_text() returns text language sql stable as 'select null::text';
create function one_artist(a int) returns artists language sql stable as 'select * from artists where id = a';
create function no_artist() returns artists language sql stable as 'select * from artists where false';
create function artists_of(c text) returns setof artists language sql stable as 'select * from artists where country = c';
create function table_of() returns table (n int, sq int) language sql stable as 'select n, n * n from generate_series(1, 5) n';
create function numbers() returns setof int language sql stable as 'select generate_series(1, 3)';
create function listed() returns int[] language sql stable as 'select array[1, 2]';
create function mood() returns medium language sql stable as $$ select 'ink'::medium $$;
create function change_it() returns int language sql volatile as $$ update artists set name = name where id = 1 returning id $$;
create function claims() returns json language sql stable as $$ select current_setting('request.jwt.claims')::json $$;
create function where_am_i() returns text language sql stable as $$ select current_setting('request.method') || ' ' || current_setting('request.path') $$;
create function say(status text, headers text) returns int language sql volatile as $$
  select set_config('response.status', status, true); select set_config('response.headers', headers, true); select 1 $$;
create function raise_it(code text, message text, detail text, hint text default '') returns int
  language plpgsql stable as $$ begin
    raise exception using errcode = code, message = message, detail = detail, hint = hint; end $$;
create function raise_full() returns int language plpgsql stable as $$ begin
  raise sqlstate 'PGRST' using
    message = '{"code": "123", "message": "ABC", "details": "DEF", "hint": "XYZ"}',
    detail = '{"status": 418, "headers": {"X-Tea": "green"}}'; end $$;
create function nap() returns int language sql volatile set statement_timeout = '20ms' as $$ select 1 from pg_sleep(5) $$;
`
