import { describe, expect, it } from 'vitest'
import { cli } from './testing/run-cli.ts'

describe('what it does not understand', () => {
  it.each([
    [['strat'], /no command "strat".*start, stop, status/],
    [['status', '--prot', '1'], /'--prot'.*status --help/],
    [['status', 'stray'], /"stray".*status --help/],
    [['--prot', '1'], /'--prot'.*--help/],
    [['start', '--port', 'x'], /--port takes a number from 0 to 65535, not "x"/],
    [['start', '--port'], /--port.*start --help/],
    [['start', '--profile', 'slow'], /--profile takes one of fast, production, not "slow"/],
    [['start', '--project', 'nowhere'], /no folder .*nowhere.*--project/],
    [['start', '--migrations', 'nowhere'], /no folder .*nowhere.*--migrations/],
    [['env', '--format', 'yaml'], /dotenv, shell, json, not "yaml"/],
    [['env', '--prefix', 'A B'], /--prefix/],
    [['sql', '--json', '--csv', 'x'], /--json or as --csv/],
    [['sql', '-f', 'nowhere.sql'], /nowhere\.sql cannot be read/],
    [['sql'], /no SQL/],
    [['reset'], /deletes all data.*--yes/],
    [['reset', '--db', 'postgres://x/y'], /only databases made here/],
  ])('it says in one sentence, with exit code 2: %j', async (args, message) => {
    const { code, err } = await cli(args[0] === 'reset' ? [...args, '--data', 'none'] : args)
    expect(err).toMatch(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })

  it.each(['start', 'stop', 'status', 'reset', 'sql', 'faults', 'env'])(
    'it explains with --help: %s',
    async command => {
      const { code, out } = await cli([command, '--help'])
      expect(code).toBe(0)
      expect(out).toMatch(new RegExp(`^everfresh-local ${command}[^]*--help`))
      expect((await cli(['--help'])).out).toContain(command)
      expect(await cli([command, '-h'])).toEqual({ code, out, err: '' })
      expect(await cli(['help', command])).toEqual({ code, out, err: '' })
    },
  )

  it('an overview is shown by --help, -h and help alike', async () => {
    const overview = await cli(['--help'])
    expect(await cli(['-h'])).toEqual(overview)
    expect(await cli(['help'])).toEqual(overview)
  })
})
