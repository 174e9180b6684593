import { measureVisible } from '../visible/measure.mjs'
import { schema } from '../visible/schema.mjs'
import { feedKit } from './kit.mjs'

/** What else a page may do about an event. */
export const FIXED = 'postgres_changes and a fixed 500 ms window'

/**
 * From COMMIT until a page shows the row: by the feed and by postgres_changes, at the pace at which the real server was
 * seen to tell of either.
 *
 * @param {import('../lib/group.mjs').GroupContext} context
 */
export async function measureFeedVisible(context) {
  const tracked = `select everfresh.track('public.rows', 'list:{list}');`
  const rounds = await measureVisible(context, {
    schema: [schema, feedKit(), tracked].join('\n'),
    routers: ['feed', 'everfresh', 'fixed'],
    args: ['--profile', 'production'],
  })
  return rounds.map(({ feed, everfresh, fixed }) => ({
    ours: feed,
    baseline: everfresh,
    others: { [FIXED]: fixed },
  }))
}
