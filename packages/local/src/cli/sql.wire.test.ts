import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareServedProject } from './testing/served-project.ts'

const project = prepareServedProject()
const { here } = project

describe('sql', () => {
  it('prints an aligned table', async () => {
    const { code, out } = await here([
      'sql',
      "select id, body, null as n from notes union values (10, 'ü', null) order by 1",
    ])
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual([
      'id │ body │ n',
      '───┼──────┼──',
      ' 1 │ seed │ ∅',
      '10 │ ü    │ ∅',
      '(2 rows)',
      '',
    ])
  })

  it('prints JSON and CSV for programs', async () => {
    const query = `select 1 as n, 'a,"b"' as t, true as b, '{"x":[1]}'::jsonb as j, 9007199254740993 as big, null as e`
    const json = await here(['sql', '--json', query])
    expect(JSON.parse(json.out)).toEqual([
      { n: 1, t: 'a,"b"', b: true, j: { x: [1] }, big: '9007199254740993', e: null },
    ])
    const csv = await here(['sql', '--csv', query])
    expect(csv.out).toBe('n,t,b,j,big,e\r\n1,"a,""b""",t,"{""x"": [1]}",9007199254740993,\n')
  })

  it('runs what is piped in, and what is in a file, statement by statement', async () => {
    const piped = await here(
      ['sql'],
      'create temp table t (a int);\ninsert into t values (1), (2);\ntable t;',
    )
    expect(piped.out).toBe('CREATE\n\nINSERT 0 2\n\na\n─\n1\n2\n(2 rows)\n')
    const file = join(project.projectDir, 'q.sql')
    await writeFile(file, "do $$ begin raise notice 'hello'; end $$; select 1 as one")
    const ran = await here(['sql', '-f', file])
    expect(ran.err).toBe('NOTICE: hello\n')
    expect(ran.out).toContain('one\n───\n')
  })

  it('shows where an error is, and leaves nothing half done', async () => {
    const { code, err } = await here(
      ['sql'],
      "insert into notes values (2, 'x');\n\tselect bdy from notes;",
    )
    expect(code).toBe(1)
    expect(err.split('\n').slice(0, 3)).toEqual([
      'ERROR 42703: column "bdy" does not exist',
      'LINE 2:  select bdy from notes;',
      '                ^',
    ])
    expect(err).toContain('HINT: Perhaps you meant')
    expect((await here(['sql', '--csv', 'select count(*) from notes'])).out).toBe('count\r\n1\n')
  })
})
