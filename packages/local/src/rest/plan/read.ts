import { RestError } from '../errors.ts'
import type {
  At,
  Condition,
  EmbedItem,
  FieldCondition,
  OrderTerm,
  OwnItem,
  Query,
  SelectItem,
} from '../parse/ast.ts'
import { isToOne, type Relationship } from '../schema/relationship.ts'
import { findRelationship } from '../schema/relationships.ts'
import type { Relation, Schema } from '../schema/schema.ts'

export type PlannedItem = OwnItem | { readonly kind: 'embed'; readonly embed: Embed }

export type PlannedCondition =
  | FieldCondition
  | {
      readonly kind: 'group'
      readonly negated: boolean
      readonly join: 'and' | 'or'
      readonly conditions: readonly PlannedCondition[]
    }
  /** Whether a row has a match in an embedded resource. */
  | { readonly kind: 'match'; readonly negated: boolean; readonly embed: Embed }

export interface PlannedOrder extends Omit<OrderTerm, 'relation'> {
  /** The to-one resource whose field it is; undefined: of the resource itself. */
  readonly embed?: Embed
}

/** One resource to read, every name in it resolved. */
export interface Selection {
  readonly relation: Relation
  readonly items: readonly PlannedItem[]
  /** What the request asked; that an `!inner` resource has a match comes on top. */
  readonly conditions: readonly PlannedCondition[]
  readonly orders: readonly PlannedOrder[]
  readonly offset: number
  readonly limit?: number
}

export interface Embed {
  /** The field of the parent that holds it. */
  readonly name: string
  /** Unique in the statement. */
  readonly alias: string
  readonly relationship: Relationship
  readonly spread: boolean
  readonly inner: boolean
  readonly selection: Selection
}

/** What of a query is for one resource, and what is for those embedded in it. */
type Scope = Pick<Query, 'conditions' | 'orders' | 'limits' | 'offsets'>

function notEmbedded(name: string): RestError {
  return new RestError(400, {
    code: 'PGRST108',
    message: `'${name}' is not an embedded resource in this request`,
    hint: `Verify that '${name}' is included in the 'select' query parameter.`,
  })
}

function notRelatedOrder(from: string, name: string): RestError {
  return new RestError(400, {
    code: 'PGRST118',
    message: `A related order on '${name}' is not possible`,
    details: `'${from}' and '${name}' do not form a many-to-one or one-to-one relationship`,
  })
}

function here<T>(all: readonly At<T>[]): readonly T[] {
  return all.filter(each => each.path.length === 0).map(each => each.value)
}

function below<T>(all: readonly At<T>[], name: string): readonly At<T>[] {
  return all
    .filter(each => each.path[0] === name)
    .map(each => ({ path: each.path.slice(1), value: each.value }))
}

function scopeBelow(scope: Scope, name: string): Scope {
  return {
    conditions: below(scope.conditions, name),
    orders: below(scope.orders, name),
    limits: below(scope.limits, name),
    offsets: below(scope.offsets, name),
  }
}

/** The name by which the request speaks of an embedded resource. */
function nameOf(item: EmbedItem): string {
  return item.alias ?? item.target
}

function findEmbed(embeds: readonly Embed[], name: string): Embed | undefined {
  return embeds.find(embed => embed.name === name)
}

function isStray(embeds: readonly Embed[], name: string | undefined): name is string {
  return name !== undefined && findEmbed(embeds, name) === undefined
}

class Planner {
  readonly #schema: Schema
  readonly #maxRows: number
  #aliases = 0

  constructor(schema: Schema, maxRows: number) {
    this.#schema = schema
    this.#maxRows = maxRows
  }

  select(relation: Relation, items: readonly SelectItem[], scope: Scope): Selection {
    const planned = items.map(item => this.#item(relation, item, scope))
    const embeds = planned.flatMap(item => (item.kind === 'embed' ? [item.embed] : []))
    for (const all of [scope.conditions, scope.orders, scope.limits, scope.offsets]) {
      const stray = all.map(each => each.path[0]).find(name => isStray(embeds, name))
      if (stray !== undefined) throw notEmbedded(stray)
    }
    const conditions = here(scope.conditions).map(each => this.#condition(relation, each, embeds))
    const limit = here(scope.limits).at(-1)
    return {
      relation,
      items: planned,
      conditions,
      orders: here(scope.orders)
        .flat()
        .map(term => this.#order(relation, term, embeds)),
      offset: Math.max(here(scope.offsets).at(-1) ?? 0, 0),
      ...(limit !== undefined && { limit }),
    }
  }

  #item(relation: Relation, item: SelectItem, scope: Scope): PlannedItem {
    if (item.kind === 'aggregate') {
      throw new RestError(400, {
        code: 'PGRST123',
        message: 'Use of aggregate functions is not allowed',
      })
    }
    if (item.kind !== 'embed') return item
    return { kind: 'embed', embed: this.#embed(relation, item, scopeBelow(scope, nameOf(item))) }
  }

  #embed(from: Relation, item: EmbedItem, scope: Scope): Embed {
    const relationship = findRelationship(this.#schema, from, {
      target: item.target,
      hint: item.hint,
    })
    const target = this.#schema.relations.get(relationship.to)
    if (target === undefined)
      throw new TypeError(`Relationship to an unknown table "${relationship.to}".`)
    this.#aliases += 1
    // PostgreSQL cuts names at 63 bytes; the number must stay.
    const alias = `${target.name.slice(0, 40)}_${this.#aliases}`
    const selection = this.select(target, item.items, scope)
    return {
      name: nameOf(item),
      alias,
      relationship,
      spread: item.spread,
      inner: item.inner,
      selection: { ...selection, limit: Math.min(selection.limit ?? Infinity, this.#maxRows) },
    }
  }

  #condition(relation: Relation, condition: Condition, embeds: readonly Embed[]): PlannedCondition {
    if (condition.kind === 'group') {
      const conditions = condition.conditions.map(each => this.#condition(relation, each, embeds))
      return { ...condition, conditions }
    }
    const embed = findEmbed(embeds, condition.field.name)
    if (embed === undefined || relation.columns.has(condition.field.name)) return condition
    const { test, negated } = condition
    if (test.kind !== 'is' || (test.value !== 'null' && test.value !== 'not_null')) {
      throw new RestError(400, {
        code: 'PGRST120',
        message: `Bad operator on the '${condition.field.name}' embedded resource`,
        details: 'Only is null or not is null filters are allowed on embedded resources',
      })
    }
    return { kind: 'match', negated: (test.value === 'null') !== negated, embed }
  }

  #order(relation: Relation, term: OrderTerm, embeds: readonly Embed[]): PlannedOrder {
    const { relation: name, ...order } = term
    if (name === undefined) return order
    const embed = findEmbed(embeds, name)
    if (embed === undefined) throw notEmbedded(name)
    if (!isToOne(embed.relationship)) throw notRelatedOrder(relation.name, name)
    return { ...order, embed }
  }
}

/** The read that `query` asks of `relation`. Throws {@link RestError} for what is not there. */
export function planSelection(
  schema: Schema,
  relation: Relation,
  query: Query,
  maxRows: number,
): Selection {
  return new Planner(schema, maxRows).select(relation, query.select, query)
}
