import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, Stopped, errorCode } from './failure.mjs'
import { isAlive } from './is-alive.mjs'

/**
 * Runs `work` while no other process of this machine runs it under the same lock file. The lock of a
 * process that is gone is taken over.
 * @template T
 * @param {string} file
 * @param {{ signal: AbortSignal, onWait: (pid: number) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, { signal, onWait }, work) {
  await take(file, signal, onWait)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

/**
 * @param {string} file
 * @param {AbortSignal} signal
 * @param {(pid: number) => void} onWait
 */
async function take(file, signal, onWait) {
  for (;;) {
    if (signal.aborted) throw new Stopped()
    if (await create(file)) return
    const owner = await ownerOf(file)
    if (owner === undefined) continue
    if (isAlive(owner)) {
      onWait(owner)
      await sleep(100)
    } else {
      await removeStale(file, owner)
    }
  }
}

/**
 * The file appears with the number of its owner already in it, or not at all.
 * @param {string} file
 */
async function create(file) {
  const draft = `${file}.${process.pid}.new`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(draft, String(process.pid))
  } catch (error) {
    throw new Failure(
      `Cannot write to ${dirname(file)} (${errorCode(error) ?? 'unknown'}), where Everfresh keeps its data. ` +
        'Give your user the right to write there, or clone the repository to a folder of your own, and run the command again.',
    )
  }
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** @param {string} file */
async function ownerOf(file) {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number(text)
}

/**
 * Two processes may find the same stale lock: a rename is won by one, and what was renamed is looked
 * at again, since it may be the winner's new lock.
 * @param {string} file
 * @param {number} owner
 */
async function removeStale(file, owner) {
  const aside = `${file}.${process.pid}`
  try {
    await rename(file, aside)
  } catch {
    return
  }
  if ((await ownerOf(aside)) === owner) await rm(aside, { force: true })
  else await rename(aside, file)
}
