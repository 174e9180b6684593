import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findBinaries, type Binaries } from '../engine/binaries.ts'
import { startCluster } from '../engine/cluster.ts'
import { announcedCluster } from './cluster-variable.ts'

const made = new Map<string, Promise<string>>()

/**
 * Fills an empty data folder as its first start would: to make a database takes ten times as long as to copy one. It is
 * made once in a test run; outside of one nothing happens, and the first start makes it.
 */
export async function putMadeDatabase(dataDir: string, given?: Binaries): Promise<void> {
  const run = announcedCluster()?.dataDir
  if (run === undefined) return
  const binaries = given ?? (await findBinaries())
  const making = made.get(binaries.version) ?? make(run, binaries)
  made.set(binaries.version, making)
  const from = await making
  await copyFolder(from, dataDir)
}

/** Copies what is in a folder into another, by the system's own program: Node takes ten times as long for so many files. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  await promisify(execFile)('cp', ['-Rp', `${from}/.`, to])
}

/** In the folder of the run's own cluster, which is removed with all that is in it. */
async function make(run: string, binaries: Binaries): Promise<string> {
  const whole = join(run, `made-${binaries.version}`)
  // By a worker before this one: it has its name once it is whole.
  if (existsSync(whole)) return whole
  const half = await mkdtemp(`${whole}.`)
  const cluster = await startCluster({ dataDir: half, durable: false, binaries })
  await cluster.stop()
  // Another worker was faster: its own is as good.
  await rename(half, whole).catch(() => rm(half, { recursive: true, force: true }))
  return whole
}
