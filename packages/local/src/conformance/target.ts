import type { ClientConfig } from 'pg'

/** A server that traces are played against. */
export interface Target {
  /** Such as `http://127.0.0.1:54321`. */
  readonly url: string
  /** Signs the tokens that it accepts. */
  readonly secret: string
  /** How to connect to its database as a superuser. */
  readonly connection: ClientConfig
  /** Stops and starts it, where that can be done from here. */
  readonly control: Control | undefined
  close(): Promise<void>
}

/** Stops parts of a server and starts them again. */
interface Control {
  /** `kill`: the connections are cut without a word. */
  stopServer(how: 'stop' | 'kill'): Promise<void>
  startServer(): Promise<void>
  /** As after a crash of PostgreSQL. */
  stopDatabase(): Promise<void>
  startDatabase(): Promise<void>
}
