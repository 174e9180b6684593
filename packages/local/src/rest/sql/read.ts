import type { Embed, PlannedItem, PlannedOrder, Selection } from '../plan/read.ts'
import { isToOne, type Pair } from '../schema/relationship.ts'
import { conditionsOf, where } from './condition.ts'
import { castField, column, defaultName, fieldOf, rowOf, type Source } from './field.ts'
import { identifier, join, nothing, qualified, sql, value, type Fragment } from './fragment.ts'

function matches(near: Source, far: Source, pairs: readonly Pair[]): readonly Fragment[] {
  return pairs.map(pair => sql`${column(near, pair.near)} = ${column(far, pair.far)}`)
}

function sourceOf(embed: Embed): Source {
  return { relation: embed.selection.relation, qualifier: identifier(embed.alias), typed: true }
}

/** What rows of a selection must meet, a match in each `!inner` resource included. */
function filtersOf(source: Source, selection: Selection): readonly Fragment[] {
  const inner = selection.items.flatMap(item =>
    item.kind === 'embed' && item.embed.inner ? [exists(source, item.embed)] : [],
  )
  return [...conditionsOf(source, selection.conditions, exists), ...inner]
}

/** FROM and WHERE of an embedded resource: the rows that match the parent's row. */
function fromEmbed(parent: Source, embed: Embed): Fragment {
  const source = sourceOf(embed)
  const { relation } = embed.selection
  const asked = filtersOf(source, embed.selection)
  const { relationship } = embed
  if (relationship.kind === 'computed') {
    const rows = sql`${qualified(relation.schema, relationship.name)}(${rowOf(parent)})`
    return sql`from ${rows} as ${source.qualifier}${where(asked)}`
  }
  const from = sql`from ${qualified(relation.schema, relation.name)} as ${source.qualifier}`
  if (relationship.kind === 'direct') {
    const joins = matches(parent, source, relationship.pairs)
    return sql`${from}${where([...joins, ...asked])}`
  }
  const junction: Source = {
    relation,
    qualifier: identifier(`${embed.alias}_junction`),
    typed: true,
  }
  const joins = [
    ...matches(parent, junction, relationship.entry),
    ...matches(source, junction, relationship.exit),
  ]
  const table = qualified(relation.schema, relationship.junction)
  return sql`${from}, ${table} as ${junction.qualifier}${where([...joins, ...asked])}`
}

/** Whether the parent's row has a match. */
export function exists(parent: Source, embed: Embed): Fragment {
  return sql`exists (select ${fromEmbed(parent, embed)})`
}

const NULLS = { first: sql` nulls first`, last: sql` nulls last` }
const DIRECTIONS = { asc: sql` asc`, desc: sql` desc` }

function orderTerm(source: Source, order: PlannedOrder): Fragment {
  const { embed, field, direction, nulls } = order
  const key =
    embed === undefined
      ? fieldOf(source, field)
      : sql`(select ${fieldOf(sourceOf(embed), field)} ${fromEmbed(source, embed)} limit 1)`
  const way = direction === undefined ? nothing : DIRECTIONS[direction]
  return sql`${key}${way}${nulls === undefined ? nothing : NULLS[nulls]}`
}

/** The ORDER BY clause with a space before it; nothing when no order is asked. */
function orderBy(source: Source, orders: readonly PlannedOrder[]): Fragment {
  if (orders.length === 0) return nothing
  return sql` order by ${join(orders.map(order => orderTerm(source, order)))}`
}

function slice({ offset, limit }: Selection): Fragment {
  const rows =
    limit === undefined || limit === Infinity ? nothing : sql` limit ${value(String(limit))}`
  return offset === 0 ? rows : sql`${rows} offset ${value(String(offset))}`
}

/** The rows of an embedded resource for one row of the parent. */
function embedRows(parent: Source, embed: Embed): Fragment {
  const source = sourceOf(embed)
  const { selection } = embed
  const part = isToOne(embed.relationship) ? sql` limit 1` : slice(selection)
  return sql`select ${items(source, selection.items)} ${fromEmbed(parent, embed)}${orderBy(source, selection.orders)}${part}`
}

function embedValue(parent: Source, embed: Embed): Fragment {
  const rows = embedRows(parent, embed)
  const name = identifier(embed.name)
  const row = identifier(`${embed.alias}_row`)
  if (isToOne(embed.relationship)) {
    return sql`(select to_jsonb(${row}) from (${rows}) as ${row}) as ${name}`
  }
  return sql`(select coalesce(jsonb_agg(to_jsonb(${row})), '[]') from (${rows}) as ${row}) as ${name}`
}

/** The fields an embedded resource yields, for spreading them. */
function spreadNames(embed: Embed): readonly string[] {
  return embed.selection.items.flatMap(item => {
    if (item.kind === 'all') return [...embed.selection.relation.columns.keys()]
    if (item.kind === 'field') return [item.alias ?? defaultName(item.field)]
    return item.embed.spread ? spreadNames(item.embed) : [item.embed.name]
  })
}

/** The fields of a spread resource, each read for itself; of a to-many one each is a list. */
function spreadValues(parent: Source, embed: Embed): readonly Fragment[] {
  const rows = embedRows(parent, embed)
  const row = identifier(`${embed.alias}_row`)
  return spreadNames(embed).map(name => {
    const field = sql`${row}.${identifier(name)}`
    const result = isToOne(embed.relationship)
      ? field
      : sql`coalesce(jsonb_agg(to_jsonb(${field})), '[]')`
    return sql`(select ${result} from (${rows}) as ${row}) as ${identifier(name)}`
  })
}

function itemValues(source: Source, item: PlannedItem): readonly Fragment[] {
  switch (item.kind) {
    case 'all':
      return [sql`${source.qualifier}.*`]
    case 'embed':
      // Without fields it only filters and orders.
      if (item.embed.selection.items.length === 0) return []
      return item.embed.spread ? spreadValues(source, item.embed) : [embedValue(source, item.embed)]
    case 'field': {
      const plain = castField(source, item.field, item.cast)
      const isColumn = item.field.steps.length === 0 && item.cast === undefined
      if (isColumn && item.alias === undefined) return [plain]
      return [sql`${plain} as ${identifier(item.alias ?? defaultName(item.field))}`]
    }
  }
}

function items(source: Source, all: readonly PlannedItem[]): Fragment {
  return join(all.flatMap(item => itemValues(source, item)))
}

/** The asked rows of `from`, in order and cut. */
export function rowsOf(source: Source, from: Fragment, selection: Selection): Fragment {
  const filter = where(filtersOf(source, selection))
  const order = orderBy(source, selection.orders)
  return sql`select ${items(source, selection.items)} from ${from}${filter}${order}${slice(selection)}`
}

/** How many rows there are without the cut. */
export function countOf(source: Source, from: Fragment, selection: Selection): Fragment {
  return sql`select count(*) from ${from}${where(filtersOf(source, selection))}`
}

/** A table or view as it stands in FROM, named so that errors speak of it as the request does. */
export function tableSource(relation: Selection['relation']): { source: Source; from: Fragment } {
  const name = qualified(relation.schema, relation.name)
  return { source: { relation, qualifier: name, typed: true }, from: name }
}
