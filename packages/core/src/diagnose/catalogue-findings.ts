import type { Catalogue, CatalogueTable, Operation, Policy } from './catalogue.ts'
import { filterColumns } from './filter-columns.ts'
import { byLikelihood, type Finding } from './finding.ts'
import {
  addPrimaryKey,
  allowJoin,
  allowSelect,
  grantSelect,
  identify,
  publish,
  publishOperations,
} from './mending-sql.ts'

/** Rows that are listened to; a `TableBinding` of `@everfresh/supabase` fits. */
export interface Listening {
  /** Default `public`. */
  readonly schema?: string
  readonly table: string
  /** Default `*`. */
  readonly event?: 'INSERT' | 'UPDATE' | 'DELETE' | '*'
  readonly filter?: string
}

/** What the catalogue is held against. */
export interface CatalogueOptions {
  /** The role that the app's users have. Default `authenticated`. */
  readonly role?: string
  /** Whether the channel is private, so that policies on `realtime.messages` decide who may join. Default true. */
  readonly isPrivate?: boolean
}

/**
 * What a database says about why changes to `bindings` would not arrive, the likeliest first, each with the
 * SQL that mends it. Pure. Empty: by the catalogue everything arrives; what a policy's condition hides from
 * whom it cannot tell.
 */
export function catalogueFindings(
  catalogue: Catalogue,
  bindings: readonly Listening[],
  { role = 'authenticated', isPrivate = true }: CatalogueOptions = {},
): readonly Finding[] {
  const about = bindings.flatMap(binding => bindingFindings({ catalogue, binding, role }))
  return byLikelihood([
    ...about,
    ...operationFindings(catalogue, bindings),
    ...(isPrivate ? joinFindings(catalogue, role) : []),
    ...(catalogue.isReplica ? [replica] : []),
  ])
}

interface Case {
  readonly catalogue: Catalogue
  readonly binding: Listening
  readonly role: string
}

function bindingFindings({ catalogue, binding, role }: Case): readonly Finding[] {
  const { schema = 'public', table: name } = binding
  const label = `${schema}.${name}`
  const table = catalogue.tables.find(other => other.schema === schema && other.name === name)
  if (table === undefined)
    return [
      {
        code: 'table-missing',
        severity: 'error',
        title: `There is no table ${label}.`,
        evidence: 'The database has no relation of that name.',
        next: 'Correct the name in the tables that are listened to, or run the migration that makes it.',
      },
    ]
  if (table.kind === 'view')
    return [
      {
        code: 'table-missing',
        severity: 'error',
        title: `${label} is a view, and a view has no changes of its own.`,
        evidence: 'The database lists it among the views.',
        next: 'Listen to the tables that the view reads.',
      },
    ]
  return [
    ...publicationFindings(table, catalogue.publication !== null),
    ...identityFindings(table, binding),
    ...readingFindings(table, role),
  ]
}

const labelOf = ({ schema, name }: CatalogueTable): string => `${schema}.${name}`

function publicationFindings(table: CatalogueTable, hasPublication: boolean): readonly Finding[] {
  if (table.published) return []
  return [
    {
      code: 'table-not-published',
      severity: 'error',
      title: `${labelOf(table)} is not in the publication supabase_realtime.`,
      evidence: hasPublication
        ? 'pg_publication_tables does not list it, so the server refuses to listen to it.'
        : 'The database has no publication of that name.',
      next: 'Add it in a migration. Until then its rows are polled.',
      sql: publish(table, hasPublication),
    },
  ]
}

function identityFindings(table: CatalogueTable, binding: Listening): readonly Finding[] {
  const label = labelOf(table)
  const { kind, columns } = table.replicaIdentity
  const wanted = filterColumns(binding.filter)
  const unknown = wanted.filter(column => !table.columns.some(({ name }) => name === column))
  if (unknown.length > 0)
    return [
      {
        code: 'filter-invalid',
        severity: 'error',
        title: `The filter on ${label} names a column that it does not have: ${unknown.join(', ')}.`,
        evidence: `Its columns are ${table.columns.map(({ name }) => name).join(', ')}.`,
        next: 'Correct the filter of this table.',
      },
    ]
  if (table.primaryKey.length === 0)
    return [
      {
        code: 'no-primary-key',
        severity: 'error',
        title: `${label} has no primary key.`,
        evidence: 'Realtime tells no rows of a table whose rows it cannot tell apart.',
        next: 'Give it one. The statement supposes that its column is called id.',
        sql: addPrimaryKey(table),
      },
    ]
  const missing = kind === 'full' ? [] : wanted.filter(column => !columns.includes(column))
  const { event = '*' } = binding
  if (missing.length === 0 || (event !== '*' && event !== 'DELETE')) return []
  return [
    {
      code: 'filter-outside-replica-identity',
      severity: 'error',
      title: `A DELETE of ${label} never passes the filter on ${missing.join(', ')}.`,
      evidence: `A deleted row is known by its replica identity only (${kind}: ${columns.join(', ') || 'no columns'}), and the filter needs ${missing.join(', ')}.`,
      next: 'Make the columns of the filter part of the replica identity.',
      sql: identify(table, wanted),
    },
  ]
}

function readingFindings(table: CatalogueTable, role: string): readonly Finding[] {
  const label = labelOf(table)
  if (!table.readers.includes(role))
    return [
      {
        code: 'row-hidden',
        severity: 'error',
        title: `${role} may not select from ${label}.`,
        evidence: 'The role has the privilege SELECT on none of its columns.',
        next: 'Grant it, and let row-level security decide which rows.',
        sql: grantSelect(table, role),
      },
    ]
  if (!table.rowSecurity || letsRead(table.policies, role)) return []
  return [
    {
      code: 'row-hidden',
      severity: 'error',
      title: `Row-level security hides every row of ${label} from ${role}.`,
      evidence: 'It is on, and no policy for SELECT lets that role read anything.',
      next: 'Write the policy. Its condition is yours to decide; the statement is only its frame.',
      sql: allowSelect(table, role),
    },
  ]
}

function letsRead(policies: readonly Policy[], role: string): boolean {
  return policies.some(
    ({ command, permissive, roles }) =>
      permissive &&
      (command === 'select' || command === 'all') &&
      (roles.includes(role) || roles.includes('public')),
  )
}

function operationFindings(
  { publication }: Catalogue,
  bindings: readonly Listening[],
): readonly Finding[] {
  if (publication === null) return []
  const all: readonly Operation[] = ['insert', 'update', 'delete']
  const wanted = all.filter(operation =>
    bindings.some(({ event = '*' }) => event === '*' || event.toLowerCase() === operation),
  )
  const missing = wanted.filter(operation => !publication.operations.includes(operation))
  if (missing.length === 0) return []
  return [
    {
      code: 'operation-not-published',
      severity: 'error',
      title: `The publication supabase_realtime leaves out ${missing.join(' and ')}.`,
      evidence: `It publishes ${publication.operations.join(', ') || 'nothing'}.`,
      next: 'Let it publish every operation.',
      sql: publishOperations(),
    },
  ]
}

function joinFindings({ messages }: Catalogue, role: string): readonly Finding[] {
  // The feed's own policy lets its readers into the feed's channels, and into no other.
  const policies = messages?.policies.filter(({ name }) => !name.startsWith('everfresh:')) ?? []
  if (!messages?.rowSecurity || letsRead(policies, role)) return []
  return [
    {
      code: 'join-refused',
      severity: 'error',
      title: `${role} may join no private channel.`,
      evidence:
        'realtime.messages has no policy for SELECT that is for this role and for more than the feed.',
      next: 'Write the policy, or open the channel with private: false. Its condition is yours to decide.',
      sql: allowJoin(role),
    },
  ]
}

const replica: Finding = {
  code: 'rest-on-replica',
  severity: 'warning',
  title: 'The database that was asked is a read replica.',
  evidence: 'pg_is_in_recovery() is true.',
  next: 'Let the app read from the primary: what a replica answers right after an event may be older than it.',
}
