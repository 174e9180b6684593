import { main } from '../main.ts'

/** How a command ended, and all that it said. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command in this process, which is quicker than in one of its own: the terminal is a port. */
export async function cli(args: readonly string[], input = ''): Promise<Ran> {
  const said = { out: '', err: '' }
  const code = await main(args, {
    out: text => (said.out += `${text}\n`),
    err: text => (said.err += `${text}\n`),
    isInteractive: false,
    confirm: () => Promise.resolve(false),
    input: () => Promise.resolve(input),
  })
  return { code, ...said }
}
