import { once } from 'node:events'

/**
 * Ends a process at once, and resolves when it has ended, as it may have before.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {() => unknown} [kill] What ends it, where that is more than the process.
 */
export async function endProcess(child, kill = () => child.kill('SIGKILL')) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  kill()
  await gone
}
