/** What a source says of a channel that was lost: the client heals the first, we the second, nobody the third. */
export const cut = {
  code: 'socket-closed',
  message: 'The connection to the server was cut.',
} as const
export const refused = { code: 'channel-error', message: 'The server refused.' } as const
export const denied = { code: 'unauthorized', message: 'Not for you.' } as const
