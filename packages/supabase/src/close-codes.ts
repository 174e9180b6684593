/** How a server says that it restarts: "going away" (RFC 6455) and "service restart" (IANA's registry). */
const RESTARTING: readonly number[] = [1001, 1012]

/** Whether a socket that was closed with `code` was closed because the server restarts. */
export function isRestart(code: number): boolean {
  return RESTARTING.includes(code)
}
