import type { ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

/**
 * Stops the server should this process end without stopping it. Nothing can be awaited then: the
 * signal is sent and the server ends by itself. Returns the undo.
 */
export function stopAtExit(server: ChildProcess): () => void {
  if (running.size === 0) process.on('exit', stopAll)
  running.add(server)
  return () => {
    running.delete(server)
    if (running.size === 0) process.off('exit', stopAll)
  }
}

function stopAll(): void {
  for (const server of running) server.kill('SIGINT')
}
