import { isIPv6 } from 'node:net'

/** Whether an address is of this machine's own: 127.0.0.0/8 or ::1, also written as IPv4 in IPv6. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(address)
}

/** The origin at which clients of this machine reach a server that listens at `address`. */
export function originAt(address: string, port: number): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (address === '::') return `http://[::1]:${port}`
  return isIPv6(address) ? `http://[${address}]:${port}` : `http://${address}:${port}`
}

/** What to say when others can reach the backend; undefined when only this machine can. */
export function exposureWarning(address: string, port: number): string | undefined {
  if (isLoopback(address)) return undefined
  return `The backend listens at ${address}, where other machines can reach it: its keys are published, so whoever reaches port ${port} can read and change everything.`
}
