/** A table that the app listens to. */
export interface WantedTable {
  readonly schema: string
  readonly table: string
  /** As in the app's binding, such as `project_id=eq.42`; `{…}` in it stands for a value. */
  readonly filter?: string
}

/** The project's API, and with what it is asked. */
export interface Api {
  /** Without a slash at its end. */
  readonly url: string
  readonly key: string
  /** Where the key was found: `--key`, or a variable's name. */
  readonly keyFrom: string
  /** The access token of a user in whose place to look. */
  readonly token?: string
}

/** Where the facts about the database come from. */
export type DatabaseSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'url'; readonly url: string; readonly from: string }
  /** Applied to a throw-away PostgreSQL. */
  | { readonly kind: 'migrations'; readonly folder: string }

/** What is examined. */
export interface Target {
  readonly api: Api | undefined
  readonly database: DatabaseSource
  readonly tables: readonly WantedTable[]
  /** Where `tables` was found; undefined when nobody named any. */
  readonly tablesFrom: string | undefined
  /** A private topic to join. */
  readonly topic: string | undefined
  /** Whether to write a row into a table of its own, and how long to wait for it. */
  readonly canary: { readonly waitsMs: number } | undefined
  /** The longest that one check waits. */
  readonly timeoutMs: number
}

/** `public.tasks` as people say it: without the schema where it goes without saying. */
export function nameOf({ schema, table }: Pick<WantedTable, 'schema' | 'table'>): string {
  return schema === 'public' ? table : `${schema}.${table}`
}
