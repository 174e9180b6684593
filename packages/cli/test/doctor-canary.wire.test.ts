import { describe, expect, it } from 'vitest'
import { doctor, report, sqlOf, start, troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const stage = prepareStage()
const { whole } = stage

describe('the canary', () => {
  const tables = async () =>
    (
      await stage.backend.sql(
        `select relname from pg_class where relkind = 'r' and relname like 'everfresh_canary_%'`,
      )
    ).rows

  it('is explained, arrives, and leaves nothing behind', async () => {
    const { code, out } = await doctor(['--canary'], whole())
    expect(code).toBe(0)
    expect(out.indexOf('The canary makes a table of its own')).toBeGreaterThan(0)
    expect(out).toMatch(/^ok {7}a change arrives {2}a committed row arrived after \d+ ms/m)
    expect(await tables()).toEqual([])
  })

  it('that does not arrive is an error, and leaves nothing behind', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const found = await report(['--canary', '1'], whole())
    expect({ code: found.code, troubles: troubles(found) }).toEqual({
      code: 1,
      troubles: { canary: ['canary-lost'] },
    })
    expect(await tables()).toEqual([])
  })

  it('is told of as not let out, or as cut off, where nothing is known of changes', async () => {
    await stage.backend.sql(`
      create function refuse() returns event_trigger language plpgsql as $$ begin raise 'no tables today'; end $$;
      create event trigger refuse on ddl_command_start when tag in ('CREATE TABLE') execute function refuse()`)
    const refused = await report(['--canary', '1'], whole())
    await stage.backend.sql('drop event trigger refuse; drop function refuse')
    expect(troubles(refused)).toEqual({ canary: ['canary-failed'] })
    expect(JSON.stringify(refused)).toContain('no tables today')

    stage.backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary', '30', '--json'], whole())
    await expect.poll(tables).toHaveLength(1)
    await new Promise(resolve => setTimeout(resolve, 1500))
    stage.backend.faults.dropSockets()
    expect((await ended).out).toContain('"code": "connection-lost"')
    expect(child.exitCode).toBe(1)
    expect(await tables()).toEqual([])
  })

  it('that could be made and not dropped is told of, with the SQL for when it can', async () => {
    await stage.backend.sql(`
      create function keep() returns event_trigger language plpgsql as $$ begin raise 'nothing is dropped today'; end $$;
      create event trigger keep on ddl_command_start when tag in ('DROP TABLE') execute function keep()`)
    const found = await report(['--canary'], whole())
    await stage.backend.sql('drop event trigger keep; drop function keep')
    expect(troubles(found)).toEqual({ canary: ['canary-left'] })
    expect(JSON.stringify(found)).toContain('nothing is dropped today')
    for (const sql of sqlOf(found)) await stage.backend.sql(sql)
    expect(await tables()).toEqual([])
  })

  it('needs not be added to a publication of all tables', async () => {
    await stage.backend.sql(
      'drop publication supabase_realtime; create publication supabase_realtime for all tables',
    )
    const { code, checks } = await report(['--canary'], whole())
    await stage.backend.sql(
      'drop publication supabase_realtime; create publication supabase_realtime for table tasks',
    )
    expect(checks.find(({ id }) => id === 'canary')).toMatchObject({ state: 'ok' })
    expect(code).toBe(0)
    expect(await tables()).toEqual([])
  })

  it('whose doctor was killed is found by the next one, with the SQL that removes it', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.kill('SIGKILL')
    await ended
    stage.backend.faults.reset()
    const found = await report([], whole())
    expect(troubles(found)).toEqual({ database: ['canary-left'] })
    for (const sql of sqlOf(found)) await stage.backend.sql(sql)
    expect(await tables()).toEqual([])
  })

  it('goes on, and is caught, when whoever read the output has read enough', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary', '5'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.stdout?.destroy()
    expect(await ended).toMatchObject({ code: 1, err: '' })
    expect(await tables()).toEqual([])
  })

  it('is caught again on Ctrl-C', async () => {
    stage.backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({
      code: 130,
      out: expect.stringContaining('its table is dropped'),
    })
    expect(await tables()).toEqual([])
  })
})
