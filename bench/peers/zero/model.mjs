/**
 * The schema, the query and the mutator that the page and the endpoints share, as Zero's documentation asks for: the
 * page guesses with them, the endpoints decide.
 *
 * @param {any} zero The package `@rocicorp/zero`, which is not installed here: no type is at hand.
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
      tasksOfList: defineQuery((/** @type {{ args: ListArgs, ctx: Context }} */ { args, ctx }) =>
        zql.tasks
          .where('list_id', args.listId)
          .where('owner', ctx?.userId ?? '')
          .orderBy('rank', 'asc'),
      ),
    }),
    mutators: defineMutators({
      rename: defineMutator(
        async (
          /** @type {{ tx: Transaction, args: RenameArgs, ctx: Context }} */ { tx, args, ctx },
        ) => {
          const task = await tx.run(zql.tasks.where('id', args.id).one())
          if (task?.owner !== ctx?.userId) throw new Error('This task is somebody else’s.')
          await tx.mutate.tasks.update({ id: args.id, title: args.title })
        },
      ),
    }),
  }
}

/** @typedef {{ listId: number }} ListArgs */
/** @typedef {{ id: string, title: string }} RenameArgs */
/** @typedef {{ userId: string } | undefined} Context */
/**
 * @typedef {object} Transaction
 * @property {(query: unknown) => Promise<{ owner: string } | undefined>} run
 * @property {{ tasks: { update: (row: RenameArgs) => Promise<unknown> } }} mutate
 */
