import { ask } from './api.js'
import { byId } from './dom.js'
import { showFaults } from './faults.js'
import { createFeeds } from './feed.js'
import { showSockets } from './sockets.js'
import { showStatus } from './status.js'
import { showTables } from './tables.js'

const EVERY_MS = 1000
/** Tables and status change seldom: they are asked for every third time. */
const SELDOM = 3

const addToFeeds = createFeeds()
let instance = ''
let newest = 0
let round = 0

async function look() {
  if (round % SELDOM === 0) {
    const [status, { tables }] = await Promise.all([ask('status'), ask('tables')])
    // Another start counts from 1 again.
    if (instance !== '' && status.instance !== instance) newest = 0
    instance = status.instance
    showStatus(status)
    showTables(tables)
    await showFaults(status.faults)
  }
  round += 1
  const activity = await ask(`activity?after=${newest}`)
  newest = activity.newest
  showSockets(activity.sockets)
  addToFeeds(activity.entries)
}

async function goOn() {
  if (!document.hidden) {
    const isThere = await look().then(
      () => true,
      () => false,
    )
    // What failed is asked for again at once.
    if (!isThere) round = 0
    byId('away').hidden = isThere
    byId('pulse').classList.toggle('away', !isThere)
  }
  setTimeout(() => void goOn(), EVERY_MS)
}

void goOn()
