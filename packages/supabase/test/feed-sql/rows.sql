-- The sample app's rows, and nothing else.
delete from links;
delete from shots;
delete from projects;
delete from pairs;
delete from other.things;
delete from parts;
insert into projects values (1, 'ann'), (2, 'bob');
insert into shots values (1, 1), (2, 2), (3, null);
insert into links values (1, 1), (2, 2);
