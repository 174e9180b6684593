/** Tables to write to: with defaults, a generated column, keys of two columns and of none. */
export const coinsSql: string = `
create table coins (id int primary key, face text default 'head', worth int, made timestamptz,
  twice int generated always as (worth * 2) stored);
create table pairs (a int, b int, note text, primary key (a, b));
create table logs (id int generated always as identity primary key, line text not null default '-');
create table loose (a int, b int);
insert into coins values (1, 'tail', 5, '2026-01-01 12:00+00'), (2, null, 7, null);
insert into pairs values (1, 1, 'one');
`
