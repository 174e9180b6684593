/** One step into a JSON document: `->` keeps JSON, `->>` yields text. */
export interface JsonStep {
  readonly arrow: '->' | '->>'
  readonly key:
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'index'; readonly index: number }
}

/** A column, and the way into it when it holds JSON. */
export interface Field {
  readonly name: string
  readonly steps: readonly JsonStep[]
}

export interface EmbedItem {
  readonly kind: 'embed'
  readonly target: string
  readonly alias?: string
  readonly hint?: string
  /** `!inner`: rows without a match are left out. */
  readonly inner: boolean
  /** `...`: the columns stand in the parent's object. */
  readonly spread: boolean
  readonly items: readonly SelectItem[]
}

/** What the row itself has. */
export type OwnItem =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'field'
      readonly field: Field
      readonly alias?: string
      readonly cast?: string
    }

export type SelectItem =
  | OwnItem
  /** `count()` or `cost.sum()`, which Supabase has switched off. */
  | { readonly kind: 'aggregate' }
  | EmbedItem

export type CompareOperator =
  | 'adj'
  | 'cd'
  | 'cs'
  | 'eq'
  | 'gt'
  | 'gte'
  | 'ilike'
  | 'imatch'
  | 'isdistinct'
  | 'like'
  | 'lt'
  | 'lte'
  | 'match'
  | 'neq'
  | 'nxl'
  | 'nxr'
  | 'ov'
  | 'sl'
  | 'sr'

export type SearchOperator = 'fts' | 'phfts' | 'plfts' | 'wfts'

export type IsValue = 'false' | 'not_null' | 'null' | 'true' | 'unknown'

/** What a value is tested for. */
export type Test =
  | {
      readonly kind: 'compare'
      readonly operator: CompareOperator
      readonly quantifier?: 'all' | 'any'
      readonly value: string
    }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  | { readonly kind: 'is'; readonly value: IsValue }
  | {
      readonly kind: 'search'
      readonly operator: SearchOperator
      readonly language?: string
      readonly value: string
    }

export interface FieldCondition {
  readonly kind: 'field'
  readonly negated: boolean
  readonly field: Field
  readonly test: Test
}

interface GroupCondition {
  readonly kind: 'group'
  readonly negated: boolean
  readonly join: 'and' | 'or'
  readonly conditions: readonly Condition[]
}

export type Condition = FieldCondition | GroupCondition

export interface OrderTerm {
  /** Of a to-one embedded resource, by its name in the request. */
  readonly relation?: string
  readonly field: Field
  readonly direction?: 'asc' | 'desc'
  readonly nulls?: 'first' | 'last'
}

/** Something that belongs to the embedded resource at `path`; an empty path is the target itself. */
export interface At<T> {
  readonly path: readonly string[]
  readonly value: T
}

/** A request's query string, parsed, before any name in it is looked up. */
export interface Query {
  readonly select: readonly SelectItem[]
  readonly conditions: readonly At<Condition>[]
  readonly orders: readonly At<readonly OrderTerm[]>[]
  readonly limits: readonly At<number>[]
  readonly offsets: readonly At<number>[]
  readonly columns?: readonly string[]
  readonly onConflict?: readonly string[]
  /** Arguments of a function called by GET. */
  readonly args: readonly (readonly [name: string, value: string])[]
}
