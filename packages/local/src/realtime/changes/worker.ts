import type { Context } from '../../context.ts'
import type { Feed } from '../cdc/feed.ts'
import type { Pace } from '../options.ts'
import { pause } from '../pause.ts'
import type { Dispatcher } from './dispatch.ts'

/** What the worker works with. */
export interface WorkerParts {
  readonly context: Context
  readonly pace: Pick<Pace, 'coldStartMs' | 'publicationCheckMs'>
  readonly feed: Feed
  readonly dispatcher: Dispatcher
}

const publishedSql = `
  select coalesce(string_agg(format('%I.%I', schemaname, tablename), ',' order by schemaname, tablename), '')
         as tables
    from pg_publication_tables where pubname = 'supabase_realtime'`

/**
 * What all subscriptions to changes share: it starts with the first of them, and has all made anew
 * when other tables are published than before.
 */
export class ChangesWorker {
  private readonly parts: WorkerParts
  private readonly renewals = new Set<() => void>()
  private started: Promise<void> | undefined
  private published: string | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(parts: WorkerParts) {
    this.parts = parts
  }

  /** Resolves when changes flow: at once, but for the first time. Rejects when the database cannot be asked. */
  async ready(): Promise<void> {
    this.started ??= this.start()
    await this.started
    await this.parts.feed.ready()
    this.published ??= await this.readPublished()
  }

  /** Calls `renew` whenever other tables are published than before. Returns its undo. */
  onPublication(renew: () => void): () => void {
    this.renewals.add(renew)
    return () => this.renewals.delete(renew)
  }

  close(): void {
    clearInterval(this.timer)
  }

  private async start(): Promise<void> {
    const { pace, feed, dispatcher } = this.parts
    await pause(pace.coldStartMs)
    await feed.ready()
    dispatcher.begin()
    this.timer = setInterval(() => void this.look(), pace.publicationCheckMs).unref()
  }

  private async look(): Promise<void> {
    // Nobody subscribes: the next one reads what is published then.
    if (this.renewals.size === 0) {
      this.published = undefined
      return
    }
    try {
      const before = this.published
      this.published = await this.readPublished()
      // What is read for the first time has not changed.
      if (before === undefined || before === this.published) return
      // Each takes itself out and puts itself in again.
      const renewals = Array.from(this.renewals)
      for (const renew of renewals) renew()
    } catch (error) {
      this.parts.context.warn(`realtime: the publication could not be read: ${String(error)}`)
    }
  }

  private async readPublished(): Promise<string> {
    const { rows } = await this.parts.context.db.query(publishedSql)
    return rows[0]?.['tables'] ?? ''
  }
}
