import type { BackendStatus } from '../inspect/status.ts'
import { accessRows, block, counted, duration } from './block.ts'
import { defineCommand, type Command } from './command.ts'
import { faultWords } from './fault-words.ts'
import { findBackend, notRunning, PLACE_HELP, PLACE_OPTIONS, placeOf } from './find-backend.ts'

/** As the init scripts of Linux have it. */
const NOT_RUNNING = 3

/** Shows a running backend. */
export const status: Command = defineCommand({
  name: 'status',
  usage: '[options]',
  about: `Shows the backend that runs. Exit code 0: it runs; 3: it does not.

${PLACE_HELP}
  --json            as JSON, for programs
  --help            show this`,
  options: { ...PLACE_OPTIONS, json: { type: 'boolean' } },
  run: async ({ values, terminal }) => {
    const place = placeOf(values)
    const found = await findBackend(place)
    if (values.json === true) {
      terminal.out(JSON.stringify({ running: found !== undefined, ...found }, null, 2))
    } else if (found === undefined) {
      terminal.err(notRunning(place))
    } else {
      terminal.out(block(rowsOf(found)))
    }
    return found === undefined ? NOT_RUNNING : 0
  },
})

function rowsOf(found: BackendStatus): readonly (readonly [string, string])[] {
  const { applied, pending } = found.migrations
  const waiting = pending.length === 0 ? '' : `, pending: ${pending.join(', ')}`
  return [
    ...accessRows(found),
    ['data', found.dataDir ?? 'in a database of your own'],
    ['running', `for ${duration(found.uptimeMs)}, process ${found.pid}`],
    ['version', `${found.version}, PostgreSQL ${found.postgres}, Node ${found.node}`],
    ['migrations', `${applied.length} applied${waiting}`],
    ['realtime', `${counted(found.sockets, 'socket')}, ${counted(found.channels, 'channel')}`],
    ['profile', found.profile],
    ['faults', faultLine(found.faults)],
  ]
}

function faultLine({ isServed, list }: BackendStatus['faults']): string {
  if (list.length > 0) return list.map(faultWords).join('; ')
  return isServed ? 'none' : 'off (start with --faults)'
}
