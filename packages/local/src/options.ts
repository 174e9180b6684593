import type { Activity } from './activity/activity.ts'
import type { AuthSettings } from './auth/settings.ts'
import type { JwtAlgorithm } from './context.ts'
import type { Profile, RealtimeOptions } from './realtime/options.ts'
import type { RestOptions } from './rest/routes.ts'

/** How a backend behaves, wherever its database is. */
export interface BackendOptions {
  /** TCP port. Default 54321, the Supabase CLI's; 0 takes any free one. */
  readonly port?: number
  /**
   * The address to listen at, such as `0.0.0.0` for all. Default 127.0.0.1: this machine only. Any
   * other is warned of, because the keys are published: whoever reaches the port can do everything.
   */
  readonly host?: string
  /** Serves the control API for faults at `/_everfresh/`. Default false. */
  readonly faults?: boolean
  /** Seconds that an access token lives. Default 3600. */
  readonly tokenLifetimeSeconds?: number
  /**
   * How users' access tokens are signed. Default HS256, as the classic Supabase CLI does; with ES256
   * `getClaims` checks them without asking. Tokens of both kinds are accepted always.
   */
  readonly jwtAlgorithm?: JwtAlgorithm
  /** Who may sign up, and how. Every default is the Supabase CLI's, and anonymous users may sign in. */
  readonly auth?: AuthSettings
  /**
   * `fast`: nothing is waited for. `production`: realtime keeps the pace of the real server, with its
   * cold start, its polls, its late errors and its silent losses. Default `fast`.
   */
  readonly profile?: Profile
  /** Single times of realtime, over those of the profile. */
  readonly realtime?: RealtimeOptions
  /** What REST exposes: `maxRows` (default 1000) and `schemas` (default `public`). */
  readonly rest?: RestOptions
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number
  /** Called as each part becomes ready. Default: nothing. */
  readonly log?: (progress: Progress) => void
  /** Called for each request, and when websockets and channels come and go. Must not throw. Default: nothing. */
  readonly activity?: (activity: Activity) => void
  /** Called with one line about something unexpected; never with a token. Default: `process.emitWarning`. */
  readonly warn?: (line: string) => void
}

/** One part became ready. */
export interface Progress {
  readonly step: 'database' | 'migrations' | 'backend'
  /** A few words for a person, such as `PostgreSQL 17.10`. */
  readonly detail: string
}

/** Options of {@link startLocal}. */
export interface LocalOptions extends BackendOptions {
  /** The folder in which `supabase/migrations` and `supabase/seed.sql` lie. Default: the current folder. */
  readonly projectDir?: string
  /** The folder of the migrations. Default: `supabase/migrations` of the project. */
  readonly migrationsDir?: string
  /** The file of the seed. Default: `supabase/seed.sql` of the project. */
  readonly seedFile?: string
  /** The folder for the database's files. Default `.everfresh/local`. Not together with `db`. */
  readonly dataDir?: string
  /** Uses this PostgreSQL (`postgres://...`, 15 or newer, wal_level=logical) instead of one of its own. */
  readonly db?: string
  /** Deletes the database in `dataDir` and begins anew. Default false. Not together with `db`. */
  readonly fresh?: boolean
}
