import { SCALAR, type Call } from '../plan/call.ts'
import type { Argument } from '../schema/schema.ts'
import { arrayText } from './array-text.ts'
import {
  fromCatalogue,
  identifier,
  join,
  nothing,
  qualified,
  sql,
  value,
  type Fragment,
} from './fragment.ts'

const ARGS = sql`"pgrst_args"`

function named(arg: Argument, given: Fragment): Fragment {
  return sql`${arg.variadic ? sql`variadic ` : nothing}${identifier(arg.name)} := ${given}`
}

function textArgument(arg: Argument, values: readonly string[]): Fragment {
  const text = arg.variadic ? arrayText(values) : (values.at(-1) ?? '')
  return named(arg, sql`${value(text)}::${fromCatalogue(arg.type)}`)
}

interface Invocation {
  readonly args: Fragment
  /** Where the arguments are read from, with a comma after it; nothing when they are parameters. */
  readonly from: Fragment
}

function invocation({ args }: Call): Invocation {
  switch (args.kind) {
    case 'body':
      return { args: sql`${value(args.text)}::${fromCatalogue(args.type)}`, from: nothing }
    case 'text':
      return {
        args: join(args.args.map(([arg, values]) => textArgument(arg, values))),
        from: nothing,
      }
    case 'json': {
      if (args.args.length === 0) return { args: nothing, from: nothing }
      const text = sql`${value(args.text)}::json`
      const types = args.args.map(arg => sql`${identifier(arg.name)} ${fromCatalogue(arg.type)}`)
      return {
        args: join(args.args.map(arg => named(arg, sql`${ARGS}.${identifier(arg.name)}`))),
        from: args.list
          ? sql`(select * from json_to_recordset(${text}) as ${ARGS}(${join(types)}) limit 1) as ${ARGS}`
          : sql`json_to_record(${text}) as ${ARGS}(${join(types)})`,
      }
    }
  }
}

/** The statement that calls the function and yields its rows, or its values as one field. */
export function callSql(call: Call): Fragment {
  const { routine } = call
  const { args, from } = invocation(call)
  const called = sql`${qualified(routine.schema, routine.name)}(${args})`
  if (routine.result === 'rows') {
    const source = from === nothing ? nothing : sql`${from}, lateral `
    return sql`select "pgrst_call".* from ${source}${called} as "pgrst_call"`
  }
  const source = from === nothing ? nothing : sql` from ${from}`
  return sql`select ${called} as ${identifier(SCALAR)}${source}`
}
