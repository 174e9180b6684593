import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { endPrograms, runProgram } from '../testing/program.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-data-'))
})
afterEach(async () => {
  await endPrograms()
  await rm(folder, { recursive: true, force: true })
})

/** Starts the program on a data folder of which it must say something, and returns what it says last. */
async function refusal(dataDir: string, ...more: readonly string[]): Promise<string> {
  const run = runProgram(folder, ['--port', '0', '--data', dataDir, ...more])
  expect(await run.code).toBe(1)
  expect(run.output()).not.toMatch(/ at .*\.js|node:internal/)
  return run.output().trim().split('\n').at(-1) ?? ''
}

describe('everfresh-local', () => {
  it('refuses a data folder that another one uses, by whatever name, and leaves that one alone', async () => {
    const dataDir = join(folder, 'data')
    const first = runProgram(folder, ['--port', '0', '--data', dataDir])
    const url = await first.ready()
    for (const more of [[], ['--fresh']]) {
      expect(await refusal(join(folder, '.', 'data', '..', 'data'), ...more)).toMatch(
        new RegExp(`data is already in use by process ${first.child.pid}: stop it, or .*--data`),
      )
    }
    expect((await fetch(`${url}/auth/v1/health`)).status).toBe(200)
  })

  it('says what is wrong with a folder that is somebody else’s, half there or of another time', async () => {
    const foreign = join(folder, 'foreign')
    await mkdir(foreign)
    await writeFile(join(foreign, 'letter.txt'), 'dear')
    expect(await refusal(foreign)).toMatch(/not made by Everfresh \(it holds letter\.txt\).*--data/)
    expect(await readdir(foreign)).toEqual(['letter.txt'])

    const ours = join(folder, 'ours')
    await mkdir(join(ours, 'postgres', 'global'), { recursive: true })
    await writeFile(join(ours, 'everfresh-data.txt'), '')
    expect(await refusal(ours)).toMatch(/only half there: begin anew with --fresh .*--data/)

    await writeFile(join(ours, 'postgres', 'PG_VERSION'), '16\n')
    await writeFile(join(ours, 'postgres', 'global', 'pg_control'), '')
    expect(await refusal(ours)).toMatch(/made by PostgreSQL 16, this is PostgreSQL 17: .*--fresh/)

    await writeFile(join(folder, 'file'), '')
    expect(await refusal(join(folder, 'file'))).toMatch(/file cannot be written .*--data/)
  })

  it.skipIf(process.getuid?.() === 0)('says so when a folder may not be written', async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed)
    await chmod(closed, 0o500)
    expect(await refusal(join(closed, 'data'))).toMatch(/cannot be written .*EACCES.*--data/)
  })
})
