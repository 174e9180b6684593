import { describe } from 'vitest'
import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'
import { access } from './access.ts'
import { broadcasts } from './broadcasts.ts'
import { changesSince } from './changes-since.ts'
import { holes } from './holes.ts'
import { install } from './install.ts'
import { live } from './live.ts'
import { movingParents } from './moving-parents.ts'
import { rotation } from './rotation.ts'
import { feedStage } from './stage.ts'
import { upgrade } from './upgrade.ts'
import { whatIsLogged } from './what-is-logged.ts'
import { whatIsRefused } from './what-is-refused.ts'

const PARTS = {
  'what is logged': whatIsLogged,
  'what is refused': whatIsRefused,
  broadcasts,
  'changes since': changesSince,
  'moving parents': movingParents,
  access,
  holes,
  rotation,
  install,
  upgrade,
  'in use': live,
}

/** All of them on one server of that version: to start one, and fill it, takes as long as ten tests. */
export function feedSuite(version: PostgresVersion): void {
  describe(`on PostgreSQL ${version}`, () => {
    const stage = feedStage(version)
    describe.each(Object.entries(PARTS))('%s', (_, part) => part(stage))
  })
}
