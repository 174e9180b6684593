/**
 * The schema, the query and the mutator that the page and the endpoints share, as Zero's documentation asks for: the
 * page guesses with them, the endpoints decide.
 *
 * @param {Zero} zero The package.
 */
export function createModel(zero) {
  const { createBuilder, createSchema, defineMutator, defineMutators, defineQueries, defineQuery } =
    zero
  const tasks = zero
    .table('tasks')
    .columns({
      id: zero.string(),
      list_id: zero.number(),
      owner: zero.string(),
      title: zero.string(),
      rank: zero.number(),
    })
    .primaryKey('id')
  const schema = createSchema({ tables: [tasks] })
  const zql = createBuilder(schema)
  return {
    schema,
    queries: defineQueries({
      tasksOfList: defineQuery(({ args, ctx }) =>
        zql.tasks
          .where('list_id', args.listId)
          .where('owner', ctx?.userId ?? '')
          .orderBy('rank', 'asc'),
      ),
    }),
    mutators: defineMutators({
      rename: defineMutator(async ({ tx, args, ctx }) => {
        const task = await tx.run(zql.tasks.where('id', args.id).one())
        if (task?.owner !== ctx?.userId) throw new Error('This task is somebody else’s.')
        await tx.mutate.tasks.update({ id: args.id, title: args.title })
      }),
    }),
  }
}

/**
 * What is used of `@rocicorp/zero`, which is not installed here.
 *
 * @typedef {object} Zero
 * @property {() => unknown} string
 * @property {() => unknown} number
 * @property {(name: string) => { columns: (columns: Readonly<Record<string, unknown>>) => { primaryKey: (column: string) => unknown } }} table
 * @property {(parts: { tables: readonly unknown[] }) => unknown} createSchema
 * @property {(schema: unknown) => { tasks: Query }} createBuilder
 * @property {(work: (request: { args: ListArgs, ctx: Context }) => Query) => (args: ListArgs) => unknown} defineQuery
 * @property {<Queries>(queries: Queries) => Queries} defineQueries
 * @property {(work: (request: { tx: Transaction, args: RenameArgs, ctx: Context }) => Promise<void>) => (args: RenameArgs) => unknown} defineMutator
 * @property {<Mutators>(mutators: Mutators) => Mutators} defineMutators
 */

/**
 * @typedef {object} Query
 * @property {(column: string, value: string | number) => Query} where
 * @property {(column: string, direction: 'asc' | 'desc') => Query} orderBy
 * @property {() => unknown} one
 */

/** @typedef {{ listId: number }} ListArgs */
/** @typedef {{ id: string, title: string }} RenameArgs */
/** @typedef {{ userId: string } | undefined} Context */
/**
 * @typedef {object} Transaction
 * @property {(query: unknown) => Promise<{ owner: string } | undefined>} run
 * @property {{ tasks: { update: (row: RenameArgs) => Promise<unknown> } }} mutate
 */
