import type { FaultBook } from './fault-book.ts'
import type { FaultControl, FaultHandle, FaultTargets } from './fault-control.ts'
import type { Fault, FaultScope } from './fault.ts'
import { readActScope, readFault, readScope } from './read-fault.ts'
import { createSwitches } from './switches.ts'

/** Gives control over what the book holds and over what is open. */
export function controlFaults(book: FaultBook, targets: FaultTargets): FaultControl {
  const add = (fault: Fault, scope: FaultScope = {}): FaultHandle => {
    const read = readFault(fault)
    const entry = book.add(read, readScope(read.type, scope))
    return {
      id: entry.id,
      remove: () => book.remove(entry),
      strikes: () => entry.info.strikes,
    }
  }
  const switches = createSwitches(add, id => book.get(id) !== undefined)
  return {
    add,
    list: () => book.list().map(({ info }) => info),
    remove: id => {
      const entry = book.get(id)
      if (entry !== undefined) book.remove(entry)
      return entry !== undefined
    },
    reset: () => book.reset(),
    set: change => switches.set(change),
    state: () => switches.state(),
    dropSockets: scope => targets.dropSockets(readActScope('dropSockets', scope)),
    silenceSockets: scope => targets.silenceSockets(readActScope('silenceSockets', scope)),
    closeChannels: scope => targets.closeChannels(readActScope('closeChannels', scope)),
    crashChannels: scope => targets.crashChannels(readActScope('crashChannels', scope)),
    expireTokens: scope => targets.expireTokens(readActScope('expireTokens', scope)),
    limitChannels: scope => targets.limitChannels(readActScope('limitChannels', scope)),
    restartEngine: scope => targets.restartEngine(readActScope('restartEngine', scope)),
    killPoller: scope => targets.killPoller(readActScope('killPoller', scope)),
  }
}
