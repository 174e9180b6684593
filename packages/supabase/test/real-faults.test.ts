import { readFileSync } from 'node:fs'
import { findingCodes, type FindingCode } from '@everfresh/core/diagnose'
import { expect, test } from 'vitest'

const app = 'packages/supabase/src/diagnose/app-faults.wire.test.ts'
const catalogue = 'packages/supabase/src/diagnose/catalogue-faults.wire.test.ts'
const database = 'packages/supabase/src/diagnose/diagnose.wire.test.ts'
const feed = 'packages/supabase/src/diagnose/feed-faults.wire.test.ts'
const replica = 'packages/supabase/src/diagnose/replica.wire.test.ts'
const studio = 'apps/studio/e2e/screens/devtools.browser.test.ts'

/** Where each fault is made for real: a database, a socket, a browser, a query client, none of them doubled. */
const shownIn: Readonly<Record<FindingCode, string>> = {
  'key-in-no-family': app,
  'rule-matches-no-query': app,
  'legacy-key': app,
  'realtime-disabled': database,
  'not-live': app,
  'feed-not-installed': feed,
  'feed-refused': feed,
  'feed-untracked': feed,
  'feed-not-answering': feed,
  'table-missing': catalogue,
  'table-not-published': database,
  'operation-not-published': database,
  'no-primary-key': catalogue,
  'filter-invalid': database,
  'filter-outside-replica-identity': database,
  'row-hidden': catalogue,
  'join-refused': app,
  'feed-channel-public': feed,
  'filter-misses-row': database,
  'change-not-delivered': catalogue,
  'feed-changes-lost': feed,
  'second-auth-subscription': database,
  'polling-shadowed': app,
  'hold-left-open': app,
  'two-channels': database,
  'client-without-helper': database,
  'service-worker-answers': studio,
  'rest-on-replica': replica,
  'check-failed': database,
}

test.each(findingCodes)('%s has a test that makes the fault for real', code => {
  const file = new URL(`../../../${shownIn[code]}`, import.meta.url)
  expect(readFileSync(file, 'utf8')).toContain(code)
})
