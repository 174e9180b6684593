/** What is written, and what the readers of both projects and of one user hear of it. */
export type Write = readonly [what: string, sql: string, heard: readonly string[]]

const DEFERRABLE = `alter table links alter constraint links_shot_id_fkey deferrable; select everfresh.retrack()`
const NO_KEY = `alter table links drop constraint links_shot_id_fkey; select everfresh.retrack()`

/** What somebody writes where children may be there before their parent. */
export const EARLY: readonly Write[] = [
  [
    'a child written before its parent, where the key is checked at the end',
    `${DEFERRABLE}; begin; set constraints all deferred; insert into links values (7, 7); insert into shots values (7, 1); commit`,
    ['project:1 links INSERT many', 'project:1 shots INSERT 7'],
  ],
  [
    'many children written before their parents',
    `${DEFERRABLE}; begin; set constraints all deferred; insert into links select g, g from generate_series(101, 160) g;
     insert into shots select g, 1 from generate_series(101, 160) g; commit`,
    ['project:1 links INSERT many', 'project:1 shots INSERT many'],
  ],
  [
    'a parent alone, where the key is checked at the end',
    `${DEFERRABLE}; insert into shots values (7, 1)`,
    ['project:1 shots INSERT 7'],
  ],
  [
    'a child that was there before its parent, without a key',
    `${NO_KEY}; insert into links values (7, 7); insert into shots values (7, 1), (8, 2)`,
    [
      'project:1 links INSERT many',
      'project:1 shots INSERT 7',
      'project:2 links INSERT many',
      'project:2 shots INSERT 8',
    ],
  ],
  [
    'only parents that have children, without a key, where an index finds them',
    `create index on links (shot_id); ${NO_KEY}; insert into links values (7, 7); insert into shots values (7, 1), (8, 2)`,
    ['project:1 links INSERT many', 'project:1 shots INSERT 7', 'project:2 shots INSERT 8'],
  ],
  [
    'a child that was there before a parent that is not followed itself',
    `${NO_KEY}; select everfresh.untrack('shots'); insert into links values (7, 7); insert into shots values (7, 1)`,
    ['project:1 links INSERT many'],
  ],
]
