import { randomBytes } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { LocalError } from '../local-error.ts'

/** Holds a data folder against other living processes. */
export interface Ownership {
  release(): Promise<void>
}

type Claim = 'claiming' | 'holding'

const ATTEMPTS = 40
const ANSWER_WITHIN_MS = 2000

/**
 * Takes `folder` for this process, or throws `data-in-use` with the id of the process that has it.
 *
 * The claim is a listening socket: it ends with its process, however that dies, and a file's age or
 * a process id (which the system uses again) decides nothing. Each claim has a name of its own, so
 * removing a dead one can never remove a living one. Everybody listens first and looks second: of
 * two that start at once at least one sees the other, steps back and tries again.
 */
export async function takeOwnership(folder: string, dataDir: string): Promise<Ownership> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const ownership = await claim(folder, dataDir)
    if (ownership !== undefined) return ownership
    await new Promise(resolve => setTimeout(resolve, 10 + Math.random() * 90))
  }
  throw inUse(dataDir, 'another process')
}

async function claim(folder: string, dataDir: string): Promise<Ownership | undefined> {
  const name = `own-${process.pid}-${randomBytes(3).toString('hex')}.sock`
  let state: Claim = 'claiming'
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy())
    socket.end(state)
  })
  server.unref()
  await listen(server, join(folder, name))
  const others = (await readdir(folder)).filter(other => other.startsWith('own-') && other !== name)
  for (const other of others) {
    const answer = await ask(join(folder, other))
    if (answer === undefined) {
      await rm(join(folder, other), { force: true })
    } else {
      await close(server)
      if (answer === 'holding') throw inUse(dataDir, `process ${other.split('-')[1]}`)
      return undefined
    }
  }
  state = 'holding'
  return { release: () => close(server) }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}

/** What the claimant says; undefined when nobody listens any more. One too busy to answer is alive. */
function ask(path: string): Promise<Claim | undefined> {
  return new Promise(resolve => {
    let said = ''
    const socket = connect(path)
    socket.setEncoding('utf8')
    socket.setTimeout(ANSWER_WITHIN_MS, () => {
      socket.destroy()
      resolve('holding')
    })
    socket.on('data', (text: string) => (said += text))
    socket.on('error', () => resolve(undefined))
    socket.on('end', () => resolve(said === 'claiming' ? 'claiming' : 'holding'))
  })
}

function inUse(dataDir: string, owner: string): LocalError {
  return new LocalError(
    'data-in-use',
    `The data folder ${dataDir} is already in use by ${owner}: stop it, or choose another folder with --data.`,
  )
}
