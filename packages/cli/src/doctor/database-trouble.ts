import { errorText } from '@everfresh/core/diagnose'
import { hidePassword } from '../hide.ts'
import type { DoctorFinding } from './finding.ts'

interface Remedy {
  readonly when: RegExp
  readonly next: string
}

/** By PostgreSQL's or the system's code, or the words where there is no code of its own. */
const REMEDIES: readonly Remedy[] = [
  {
    when: /^28P01|password authentication/,
    next: 'Correct the password: hosted, Project Settings → Database resets it. Special characters in it are written as %40 and the like.',
  },
  {
    when: /^28000/,
    next: 'Check the user, and that pg_hba.conf lets it in from here with or without TLS.',
  },
  { when: /^3D000/, next: 'Name a database that exists: hosted it is /postgres.' },
  {
    when: /^53300|max clients|remaining connection slots/i,
    next: 'All connections are in use: close some, or go through the pooler (port 6543).',
  },
  { when: /^57P03/, next: 'The database is starting or stopping: try again in a moment.' },
  {
    when: /^42501/,
    next: 'The role may not read that: connect as the owner (hosted: postgres).',
  },
  {
    when: /Tenant or user not found/i,
    next: 'The pooler wants the user as postgres.<project ref>, and the host of the project’s own region: press Connect in the dashboard.',
  },
  {
    when: /ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH/,
    next: 'Look for a slip in the host. Hosted, db.<ref>.supabase.co has an IPv6 address only: without IPv6 take the pooler’s address (press Connect in the dashboard).',
  },
  {
    when: /ECONNREFUSED/,
    next: 'Nobody listens there: start the database, or correct host and port.',
  },
  {
    when: /timeout|ETIMEDOUT/i,
    next: 'See that a PostgreSQL answers at this port, and not something else; look for a firewall, and whether the project restricts networks; else a longer --timeout.',
  },
  {
    when: /CERT|SELF_SIGNED|self-signed/,
    next: 'The certificate is not known here: sslmode=require encrypts without checking it, or name the authority with sslrootcert=<file>.',
  },
]

const ELSE = 'Check the address, and that a PostgreSQL answers there.'

/** Why the database could not be read. The password is in none of it. */
export function databaseTrouble(error: unknown, url: string): DoctorFinding {
  const { code = '', message: said = '' } = first(error)
  const message = hidePassword(url)(said)
  const text = `${code} ${message}`
  const next = REMEDIES.find(({ when }) => when.test(text))?.next ?? ELSE
  return {
    code: 'database-unreachable',
    severity: 'error',
    title: 'The database cannot be read',
    evidence: `${addressOf(url)}: ${message === '' ? code : message}${code === '' || message.includes(code) ? '' : ` (${code})`}.`,
    next,
  }
}

/** Host, port and database only: everything else may be secret. */
function addressOf(url: string): string {
  if (!URL.canParse(url)) return 'the address'
  const { hostname, port, pathname, searchParams } = new URL(url)
  const host = searchParams.get('host') ?? (hostname === '' ? 'localhost' : hostname)
  return `${host}:${searchParams.get('port') ?? (port || '5432')}${pathname}`
}

/** Of several addresses that were tried, the first says it. */
function first(error: unknown): { readonly code?: string; readonly message?: string } {
  if (error instanceof AggregateError) return first((error.errors as unknown[])[0])
  if (!(error instanceof Error)) return { message: errorText(error) }
  const { code } = error as NodeJS.ErrnoException
  return { message: error.message.replace(/\.$/, ''), ...(code === undefined ? {} : { code }) }
}
