import { grantSelect } from '@everfresh/core/diagnose'
import { ask, codeOf, wordsOf, type Answer, type Reply } from './ask.ts'
import { headersOf, isMissing, unreachable } from './check-services.ts'
import type { Outcome } from './check.ts'
import type { DoctorFinding } from './finding.ts'
import { judgeAnswer } from './judge-answer.ts'
import { nameOf, type Api, type Target, type WantedTable } from './target.ts'

/** Whether REST knows each table and lets it be asked, without reading a row. */
export async function checkReading(api: Api, { tables, timeoutMs }: Target): Promise<Outcome> {
  const findings: DoctorFinding[] = []
  const closed: WantedTable[] = []
  for (const each of tables) {
    const url = `${api.url}/rest/v1/${encodeURIComponent(each.table)}?limit=0`
    const headers = { ...headersOf(api), 'accept-profile': each.schema }
    const reply = await ask(url, headers, timeoutMs)
    if (isDenied(reply)) closed.push(each)
    else findings.push(...judge(each, reply))
  }
  const open = tables.length - closed.length - findings.length
  const all = [...findings, ...deniedFindings(closed, api.token !== undefined)]
  const who = api.token === undefined ? 'without a user' : 'by this user'
  const well = `${open} of ${tables.length} may be read ${who}`
  return { evidence: [well, ...findings.map(({ evidence }) => evidence)].join('. '), findings: all }
}

function isDenied(reply: Reply): boolean {
  return reply.kind === 'answered' && /permission denied/i.test(wordsOf(reply.answer.json) ?? '')
}

function judge(table: WantedTable, reply: Reply): readonly DoctorFinding[] {
  const name = nameOf(table)
  if (reply.kind === 'failed') return [unreachable(`${name} cannot be asked for`, reply.trouble)]
  const { answer } = reply
  if (answer.status === 200 && Array.isArray(answer.json)) return []
  if (codeOf(answer.json) === SCHEMA_NOT_SHOWN) return [schemaNotShown(table, answer)]
  if (!isMissing(answer.json)) return [judgeAnswer('rest', answer)]
  return [
    {
      code: 'table-missing',
      severity: 'error',
      title: `REST knows no table ${name}`,
      evidence: `${name}: ${wordsOf(answer.json) ?? 'not found'}`,
      next: 'Look for a slip in the name, run the migration that makes it, and expose its schema (Project Settings → Data API).',
    },
  ]
}

/** PostgREST's word for a schema that is not among those it serves. */
const SCHEMA_NOT_SHOWN = 'PGRST106'

function schemaNotShown(table: WantedTable, { json }: Answer): DoctorFinding {
  return {
    code: 'table-missing',
    severity: 'error',
    title: `REST shows no schema ${table.schema}`,
    evidence: `${nameOf(table)}: ${wordsOf(json) ?? 'not acceptable'}`,
    next: 'Expose the schema (Project Settings → Data API), or move the table to one that is.',
  }
}

/** Whoever is not signed in may be meant to see nothing; a user is not. */
function deniedFindings(
  tables: readonly WantedTable[],
  hasUser: boolean,
): readonly DoctorFinding[] {
  if (tables.length === 0) return []
  const names = tables.map(nameOf).join(', ')
  if (!hasUser) {
    return [
      {
        code: 'no-privilege',
        severity: 'info',
        title: 'Whoever is not signed in may not read these tables',
        evidence: `anon has no privilege to select from ${names}.`,
        next: 'Fine where only signed-in users do: give --token (or SUPABASE_USER_TOKEN) to look as one of them.',
      },
    ]
  }
  return [
    {
      code: 'no-privilege',
      severity: 'error',
      title: 'The user may not read these tables',
      evidence: `authenticated has no privilege to select from ${names}.`,
      next: 'Grant it; row-level security then decides which rows.',
      sql: tables
        .map(({ schema, table }) => grantSelect({ schema, name: table }, 'authenticated'))
        .join('\n'),
    },
  ]
}
