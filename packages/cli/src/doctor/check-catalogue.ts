import {
  catalogueFindings,
  enableRowSecurity,
  type Catalogue,
  type CatalogueTable,
  type FindingCode,
} from '@everfresh/core/diagnose'
import { counted } from '../counted.ts'
import type { Outcome } from './check.ts'
import type { DoctorFinding } from './finding.ts'
import { nameOf, type WantedTable } from './target.ts'

/** What the catalogue says, by what it is about. */
export interface CatalogueOutcomes {
  readonly publication: Outcome
  readonly identity: Outcome
  readonly policies: Outcome
}

/** Whom and what the app listens as. */
export interface Listener {
  readonly role: string
  readonly isPrivate: boolean
}

const PUBLICATION = new Set<FindingCode>([
  'table-missing',
  'table-not-published',
  'operation-not-published',
])
const IDENTITY = new Set<FindingCode>([
  'no-primary-key',
  'filter-invalid',
  'filter-outside-replica-identity',
])

/** Judges the tables that the app listens to; where it names none, those that are published. */
export function checkCatalogue(
  catalogue: Catalogue,
  wanted: readonly WantedTable[],
  { role, isPrivate }: Listener,
): CatalogueOutcomes {
  const tables = wanted.length > 0 ? wanted : publishedOf(catalogue)
  const found = catalogueFindings(catalogue, tables, { role, isPrivate })
  const publication = found.filter(({ code }) => PUBLICATION.has(code))
  const identity = found.filter(({ code }) => IDENTITY.has(code))
  const others = found.filter(({ code }) => !PUBLICATION.has(code) && !IDENTITY.has(code))
  const known = tables.flatMap(({ schema, table: name }) =>
    catalogue.tables.filter(each => each.schema === schema && each.name === name),
  )
  const open = known.flatMap(table => openToAll(table))
  return {
    publication:
      tables.length === 0
        ? nothingPublished(catalogue)
        : outcomeOf(publication, publishedWords(known)),
    identity: outcomeOf(identity, identityWords(known)),
    policies: outcomeOf(
      [...open, ...others],
      `${role} may read of ${counted(known.length, 'table')}${isPrivate ? ', and join private channels' : ''}`,
    ),
  }
}

function publishedOf({ tables }: Catalogue): readonly WantedTable[] {
  return tables
    .filter(({ published }) => published)
    .map(({ schema, name }) => ({ schema, table: name }))
}

/** What is well in one sentence, or what is not in its own. */
function outcomeOf(findings: readonly DoctorFinding[], well: string): Outcome {
  return findings.length === 0
    ? { evidence: well }
    : { evidence: findings.map(({ title }) => title).join(' '), findings }
}

function publishedWords(tables: readonly CatalogueTable[]): string {
  return `${counted(tables.length, 'table')} published: ${tables.map(labelOf).join(', ')}`
}

function identityWords(tables: readonly CatalogueTable[]): string {
  if (tables.length === 0) return 'no table to look at'
  const words = tables.map(
    ({ replicaIdentity, ...table }) => `${labelOf(table)} ${replicaIdentity.kind}`,
  )
  return `a DELETE tells what it must: ${words.join(', ')}`
}

function nothingPublished({ publication }: Catalogue): Outcome {
  const evidence =
    publication === null
      ? 'The database has no publication supabase_realtime.'
      : 'No table is in the publication supabase_realtime.'
  const finding: DoctorFinding = {
    code: 'nothing-published',
    severity: 'error',
    title: 'No table tells its changes',
    evidence,
    next: 'Name the tables that the app listens to (--tables), and each gets its SQL; or add them yourself.',
    sql:
      publication === null
        ? 'create publication supabase_realtime for table <table>;'
        : 'alter publication supabase_realtime add table <table>;',
  }
  return { evidence, findings: [finding] }
}

/** Without row-level security everybody who has the app's key hears, reads and perhaps writes every row. */
function openToAll(table: CatalogueTable): readonly DoctorFinding[] {
  const { rowSecurity, readers, kind } = table
  if (rowSecurity || kind !== 'table') return []
  const audience = ['anon', 'authenticated'].filter(role => readers.includes(role))
  if (audience.length === 0) return []
  const isForAll = audience.includes('anon')
  return [
    {
      code: 'row-security-off',
      severity: isForAll ? 'error' : 'warning',
      title: `Row-level security is off: everybody ${isForAll ? 'with the app’s key' : 'who is signed in'} reads all of ${labelOf(table)}.`,
      evidence: `${audience.join(' and ')} may select from it, and nothing says which rows.`,
      next: 'Switch it on. From then on nobody reads a row until a policy lets them: write the policies in the same migration. The next run shows what is missing.',
      sql: enableRowSecurity(table),
    },
  ]
}

function labelOf({ schema, name }: Pick<CatalogueTable, 'schema' | 'name'>): string {
  return nameOf({ schema, table: name })
}
