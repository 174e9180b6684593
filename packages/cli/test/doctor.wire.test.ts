import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCatalogue } from '@everfresh/core/diagnose'
import { describe, expect, it } from 'vitest'
import { doctor, report } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const stage = prepareStage()
const { whole } = stage

describe('a healthy project', () => {
  it('is told so, in 80 columns without colours, without a word of what is secret', async () => {
    const token = await stage.signIn()
    const { code, out, err } = await doctor(['--token', token], whole())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('key      from VITE_SUPABASE_ANON_KEY, with a user’s token')
    expect(out).toContain('tables   tasks (from everfresh.json)')
    for (const check of ['key', 'auth', 'rest', 'realtime', 'clock', 'tables by REST', 'database'])
      expect(out).toMatch(new RegExp(`^ok       ${check} `, 'm'))
    for (const check of ['publication', 'replica identity', 'policies', 'subscription'])
      expect(out).toMatch(new RegExp(`^ok       ${check} `, 'm'))
    expect(out).toMatch(/SUBSCRIBED after \d+ ms, system ok after \d+ ms: tasks/)
    expect(out).toMatch(/^skipped {2}a change arrives {2}it writes/m)
    expect(out.trimEnd().split('\n').at(-1)).toBe('12 checks: 11 ok, 1 skipped.')
    expect(out.split('\n').filter(line => line.length > 80)).toEqual([])
    expect(out).not.toContain('\u001B')
    for (const secret of [stage.backend.anonKey, token]) expect(out + err).not.toContain(secret)
  })

  it('is a document for programs, whose catalogue the browser takes', async () => {
    const { code, version, checks, findings, catalogue } = await report([], whole())
    expect({ code, version }).toEqual({ code: 0, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(checks.map(({ id }) => id)).toContain('subscription')
    expect(findings).toEqual([])
    expect(readCatalogue(catalogue).tables).toMatchObject([{ name: 'tasks', published: true }])
  })
})

describe('a command line that is not understood', () => {
  const misused = async (args: readonly string[]) => {
    const { code, out, err } = await doctor(args, { cwd: tmpdir() })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    return err.trimEnd()
  }

  it('ends with 2 and one sentence about it', async () => {
    const config = join(stage.folder, 'not.json')
    writeFileSync(config, '{')
    const api = ['--url', 'https://x.example', '--key', 'k']
    const [nothing, slip, service, mysql, swapped, token, canary, json, absent] = await Promise.all(
      [
        [],
        ['--ulr', 'x'],
        ['--url', 'https://x.example/rest/v1', '--key', 'k'],
        ['--db', 'mysql://root:secret@x/y'],
        ['--url', 'postgres://u:secret@h/db', '--key', 'k'],
        ['--tokn=eyJsecret'],
        [...api, '--canary'],
        [...api, '--config', config],
        ['--migrations', join(stage.folder, 'absent')],
      ].map(misused),
    )
    expect(nothing).toMatch(/^There is nothing to examine: give --url and --key/)
    expect(slip).toBe("unknown option '--ulr'\n(Did you mean --url?)")
    expect(service).toBe(
      '--url is the address of one service. createClient wants the project’s: https://x.example',
    )
    expect(mysql).toBe('--db takes postgres://user:password@host:port/database.')
    expect(swapped).toBe('--url takes an address such as https://<project>.supabase.co.')
    expect(token).toBe("unknown option '--tokn'")
    expect(canary).toMatch(/needs --url, --key and --db\.$/)
    expect(json).toMatch(/not\.json is not JSON/)
    expect(absent).toMatch(/^--migrations takes a folder of \.sql files/)
  })
})
