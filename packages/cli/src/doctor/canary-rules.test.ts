import type { Catalogue } from '@everfresh/core/diagnose'
import { expect, it } from 'vitest'
import { canaryForbidden } from './canary-rules.ts'
import type { DatabaseFacts } from './database.ts'

const facts = (more: Partial<DatabaseFacts>): DatabaseFacts => ({
  user: 'maker',
  isSuperuser: false,
  version: '17.10',
  walLevel: 'logical',
  mayWrite: true,
  mayCreateTables: true,
  feed: { kind: 'absent' },
  ownsPublication: false,
  publishesAll: false,
  catalogue: { publication: {} } as Catalogue,
  ...more,
})

it('needs the publication only where the canary has to be added to it', () => {
  expect(canaryForbidden(facts({}))).toMatch('does not own the publication')
  expect(canaryForbidden(facts({ ownsPublication: true }))).toBeUndefined()
  expect(canaryForbidden(facts({ publishesAll: true }))).toBeUndefined()
})
