/** Why one query is not live, where the connection is not to blame. */
export type OwnCauseCode = keyof typeof messages

/** A cause that is Everfresh’s own, not the connection’s. */
export interface OwnCause {
  readonly code: OwnCauseCode
  /** A sentence for a person: what is so, and what to do where something can be done. */
  readonly message: string
}

const messages = {
  'not-cached': 'No attached cache has a query of this key.',
  'not-covered': 'No declared family covers this key. Add one to `families`.',
  'not-in-use': 'Nothing on screen uses it. It is fetched when it is shown.',
  'no-data': 'Nothing of it has been fetched yet.',
  'no-network': 'There is no network.',
  'no-scope': 'No scope is followed.',
  'no-session': 'Nobody is signed in.',
  'realtime-off': 'Realtime is switched off.',
  'breaker-open': 'The backend does not answer. Only a probe is sent.',
  'table-refused': 'The server refuses to push',
  'fetch-failed': 'The last fetch failed.',
  held: 'A hold lies over it',
  paused: 'TanStack waits for the network.',
  disabled: 'It is disabled where it is shown.',
  static: 'It is static: it is never fetched again.',
}

/** The cause of that code; `named` are the tables or the reasons that it is about. */
export function because(code: OwnCauseCode, named?: readonly string[]): OwnCause {
  if (named === undefined) return { code, message: messages[code] }
  const names = named.filter(name => name !== '').join(', ')
  return { code, message: `${messages[code]}${names && `: ${names}`}.` }
}
