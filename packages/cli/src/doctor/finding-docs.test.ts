import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHANNEL_ADVICE } from './channel-advice.ts'
import type { OwnCode } from './finding.ts'
import { troubleCodes } from './trouble.ts'

const root = join(import.meta.dirname, '../../../..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** The codes that a file writes out. */
const codesIn = (file: string): readonly string[] =>
  Array.from(read(file).matchAll(/code: '([a-z-]+)'/g), ([, code = '']) => code)

/** What the catalogue of a database lacks is found in core, which has more codes for the browser. */
const CATALOGUE = 'packages/core/src/diagnose/catalogue-findings.ts'
const HERE = 'packages/cli/src/doctor'
const FEED = 'packages/cli/src/feed'
const sources = [HERE, FEED]
  .flatMap(folder => readdirSync(join(root, folder)).map(file => join(folder, file)))
  // The codes of trouble.ts are the ends of codes.
  .filter(file => !file.endsWith('.test.ts') && !file.endsWith('/trouble.ts'))

/** Does not compile while one is missing. */
const ownCodes: Readonly<Record<OwnCode, true>> = {
  'backend-away': true,
  'canary-failed': true,
  'canary-left': true,
  'canary-lost': true,
  'clock-skew': true,
  'connection-lost': true,
  'database-settings': true,
  'database-unreachable': true,
  'key-expired': true,
  'key-is-user-token': true,
  'key-of-other-project': true,
  'key-refused': true,
  'key-unreadable': true,
  'migration-failed': true,
  'never-proved': true,
  'no-privilege': true,
  'not-the-api': true,
  'nothing-published': true,
  'private-only': true,
  'project-paused': true,
  'project-restricted': true,
  'proof-slow': true,
  'realtime-silent': true,
  redirected: true,
  'row-security-off': true,
  'service-key': true,
  'table-refused': true,
  'tenant-missing': true,
  'too-many-requests': true,
  'unexpected-answer': true,
  'wrong-path': true,
}

const codes = new Set([
  ...codesIn(CATALOGUE),
  ...sources.flatMap(file => codesIn(file)),
  ...Object.keys(ownCodes),
  ...troubleCodes.map(code => `unreachable-${code}`),
  ...Object.keys(CHANNEL_ADVICE).map(code => `join-${code}`),
])

it('every code that the doctor can print has a row in its page, and no row is of another', () => {
  const rows = Array.from(
    read('docs/doctor.md').matchAll(/^\| `([a-z][a-z-]*)` /gm),
    ([, code]) => code,
  )
  expect(rows.toSorted()).toEqual([...codes].toSorted())
})
