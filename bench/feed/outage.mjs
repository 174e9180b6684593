import { setTimeout as pause } from 'node:timers/promises'
import { allHear, mustBe, openStage } from '../outages/stage.mjs'
import { feedKit } from './kit.mjs'

const OUTAGE_MS = 2_000
const LISTS = 50
const CHANGED = 3
/** After everything is shown, what is asked late counts too. */
const QUIET_MS = 3_000

const migration = `
  insert into public.lists select n from generate_series(10, ${LISTS - 1}) n;
  ${feedKit()}
  select everfresh.track('public.lists', 'lists');`

/**
 * Sockets are cut and refused for 2 s while 3 of 50 lists change: how often a page asks over HTTP until every list is
 * known to be right.
 *
 * @param {import('../lib/group.mjs').GroupContext} context
 */
export async function measureFeedOutage({ say, rounds, quick, defer }) {
  say('outage: starts the backend')
  const stage = await openStage(defer, migration)
  const feed = await stage.ours(LISTS, 'feed')
  const changes = await stage.ours(LISTS)
  const both = [feed, changes]
  const measured = []
  while (measured.length < (quick ? 1 : rounds)) {
    await allHear(stage, both)
    await pause(QUIET_MS)
    say(`outage: round ${measured.length + 1}`)
    const before = both.map(({ asked }) => asked())
    for (const { link } of both) link.dropSockets()
    await mustBe('the outage is noticed', () => both.every(({ app }) => !app.isLive()))
    /** @type {{ list: number, version: number }[]} */
    const newest = []
    for (let list = 0; list < CHANGED; list += 1) {
      await pause(OUTAGE_MS / CHANGED)
      newest.push({ list, version: await stage.write(list) })
    }
    for (const { link } of both) link.mend()
    await mustBe('both are live and show what changed', () =>
      both.every(
        ({ app }) =>
          app.isLive() && newest.every(({ list, version }) => app.showsOf(list, version)),
      ),
    )
    await pause(QUIET_MS)
    const [ours = 0, baseline = 0] = both.map(({ asked }, nth) => asked() - (before[nth] ?? 0))
    measured.push({ ours, baseline })
  }
  return measured
}
