import { EverfreshError } from '../errors.ts'
import { isObject } from '../invalidation/match.ts'

/**
 * What a database says of itself, as far as it decides whether a change is pushed: the port through which
 * the checks know a database. {@link catalogueSql} reads it; `npx everfresh doctor --json` has it too.
 */
export interface Catalogue {
  /** The publication `supabase_realtime`; null where there is none. */
  readonly publication: { readonly operations: readonly Operation[] } | null
  /** Tables and views of the app's own schemas. */
  readonly tables: readonly CatalogueTable[]
  /** Who may join private channels; null where there is no table `realtime.messages`. */
  readonly messages: Pick<CatalogueTable, 'rowSecurity' | 'policies'> | null
  /** Whether the database that was asked only follows another one. */
  readonly isReplica: boolean
}

/** What was done to a row. */
export type Operation = 'insert' | 'update' | 'delete'

/** One table, as the database’s catalogue has it. */
export interface CatalogueTable {
  readonly schema: string
  readonly name: string
  /** A view has no changes of its own. */
  readonly kind: 'table' | 'view'
  readonly columns: readonly { readonly name: string; readonly nullable: boolean }[]
  /** In the key's order; empty: there is none. */
  readonly primaryKey: readonly string[]
  /** Whether it is in the publication `supabase_realtime`. */
  readonly published: boolean
  /** Which columns a DELETE, and the old half of an UPDATE, carry: with `full` all, with `nothing` none. */
  readonly replicaIdentity: {
    readonly kind: 'default' | 'index' | 'full' | 'nothing'
    readonly columns: readonly string[]
  }
  /** Whether row-level security is on. */
  readonly rowSecurity: boolean
  readonly policies: readonly Policy[]
  /** The roles that have the privilege to select from it, of `anon`, `authenticated` and `service_role`. */
  readonly readers: readonly string[]
}

/** One policy of row-level security. */
export interface Policy {
  readonly name: string
  readonly command: 'all' | 'select' | Operation
  /** `public` is everybody. */
  readonly roles: readonly string[]
  /** False: it can only take away. */
  readonly permissive: boolean
}

/**
 * Takes a catalogue that came as JSON. Throws an `invalid-option` error that says what it is instead; only
 * the outline is looked at, not each field.
 */
export function readCatalogue(value: unknown): Catalogue {
  const hasOutline =
    isObject(value) &&
    Array.isArray(value['tables']) &&
    typeof value['isReplica'] === 'boolean' &&
    'publication' in value &&
    'messages' in value &&
    value['tables'].every(table => isObject(table) && isObject(table['replicaIdentity']))
  if (hasOutline) return value as unknown as Catalogue
  throw new EverfreshError(
    'invalid-option',
    `The catalogue is ${isObject(value) ? 'an object of another shape' : String(value)}. It must be what catalogueSql selects, or the catalogue in the answer of npx everfresh doctor --json.`,
  )
}
