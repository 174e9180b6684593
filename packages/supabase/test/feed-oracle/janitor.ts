import type pg from 'pg'
import type { Chance } from '../../../core/test/sim/chance.ts'
import type { Actor } from './writer.ts'

const STEPS = {
  'time passes': `select setval('oracle.clock', last_value + 1) from oracle.clock`,
  'a minute passes': `update everfresh.state set marked_at = marked_at - interval '1 minute'`,
  rotate: 'select public.everfresh_rotate() as did',
} as const

/** Lets the ring turn, some ten times faster than the readers' cursors grow old. */
export class Janitor implements Actor {
  emptied = 0
  readonly #client: pg.Client
  readonly #chance: Chance

  constructor(client: pg.Client, chance: Chance) {
    this.#client = client
    this.#chance = chance
  }

  async step(): Promise<void> {
    const step = this.#chance.pick(['time passes', 'a minute passes', 'rotate', 'rotate'] as const)
    const { rows } = await this.#client.query<{ did?: string }>(STEPS[step])
    if (rows[0]?.did === 'emptied') this.emptied += 1
  }
}
