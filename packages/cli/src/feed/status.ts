import { databaseTrouble } from '../doctor/database-trouble.ts'
import { limitOf, withDatabase } from '../doctor/database.ts'
import type { DoctorFinding } from '../doctor/finding.ts'
import { printFinding } from '../doctor/print.ts'
import { readDatabaseSource, readTimeoutMs } from '../doctor/read-target.ts'
import { VARIABLES, type Environment } from '../doctor/variables.ts'
import { readEnvFile } from '../read-env-file.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { VERSION } from '../version.ts'
import { unreadFinding } from './check-feed.ts'
import { readFeed, type FeedReading } from './facts.ts'
import { feedFindings } from './findings.ts'
import { readKit } from './kit.ts'
import { printStatus } from './print-status.ts'
import type { FeedReport } from './report.ts'

/** The options of `feed status`. */
export interface StatusOptions {
  readonly db?: string
  readonly envFile?: string
  readonly json?: boolean
  readonly strict?: boolean
  readonly timeout?: string
}

const EXIT_SICK = 1
const EXIT_NOT_READ = 2

/** Says what a database has of the feed; resolves to the exit code. Throws UsageError. */
export async function status(
  options: StatusOptions,
  environment: Environment,
  terminal: Terminal,
): Promise<number> {
  readEnvFile(options.envFile)
  const source = readDatabaseSource(options, environment)
  if (source.kind !== 'url') {
    throw new UsageError(
      `There is no database to ask: give --db, or set ${VARIABLES.db.join(' or ')} (--env-file reads a file of variables).`,
    )
  }
  const timeoutMs = readTimeoutMs(options.timeout)
  const reading = await read(source.url, timeoutMs)
  const report = reportOf(reading, readKit().version)
  terminal.out(
    options.json === true
      ? JSON.stringify(report, null, 2)
      : printed(report, source.from, terminal),
  )
  return exitCode(reading, report, options.strict === true)
}

type Answer = FeedReading | { readonly kind: 'unreachable'; readonly finding: DoctorFinding }

async function read(url: string, timeoutMs: number): Promise<Answer> {
  try {
    return await withDatabase(url, timeoutMs, async client => {
      await client.query('begin transaction read only')
      await client.query(limitOf(timeoutMs))
      return readFeed(client)
    })
  } catch (error) {
    return { kind: 'unreachable', finding: databaseTrouble(error, url) }
  }
}

function reportOf(reading: Answer, kit: number): FeedReport {
  return {
    version: VERSION,
    kit,
    feed: reading.kind === 'read' ? reading.facts : null,
    findings: findingsOf(reading, kit),
  }
}

function findingsOf(reading: Answer, kit: number): readonly DoctorFinding[] {
  switch (reading.kind) {
    case 'absent':
      return [
        {
          code: 'feed-not-installed',
          severity: 'error',
          title: 'The database has no feed.',
          evidence: 'There is no table everfresh.state.',
          next: 'npx everfresh feed init writes its migration, unless it is written already: then apply it.',
        },
      ]
    case 'read':
      return feedFindings(reading.facts, kit)
    case 'unreachable':
      return [reading.finding]
    case 'hidden':
    case 'unreadable':
      return [unreadFinding(reading)]
  }
}

function printed({ feed, findings, kit }: FeedReport, from: string, pen: Terminal): string {
  const last =
    findings.length === 0
      ? pen.style('green', 'Nothing to mend.')
      : pen.style('yellow', `${findings.length} to mend or to know.`)
  return [
    pen.style('bold', 'everfresh feed status'),
    `database   by the address from ${from}`,
    ...(feed === null ? [] : [printStatus(feed, kit)]),
    ...findings.map(finding => `\n${printFinding(finding, pen)}`),
    '',
    last,
  ].join('\n')
}

function exitCode(reading: Answer, { findings }: FeedReport, isStrict: boolean): number {
  if (reading.kind === 'unreachable' || reading.kind === 'hidden') return EXIT_NOT_READ
  const isSick = ({ severity }: DoctorFinding): boolean =>
    severity === 'error' || (isStrict && severity === 'warning')
  return findings.some(isSick) ? EXIT_SICK : 0
}
