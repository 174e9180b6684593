import { errorText } from '@everfresh/core/diagnose'

/** How the way to a server may end before it. */
export const troubleCodes = [
  'dns',
  'refused',
  'tls',
  'no-answer',
  'cut',
  'not-http',
  'unreachable',
] as const

/** Why nobody could be asked. */
export interface Trouble {
  readonly code: (typeof troubleCodes)[number]
  /** A sentence for a person. */
  readonly evidence: string
  readonly next: string
}

const HOSTED = /\.supabase\.(co|in|red)$/

/** What a failed request or handshake says about the way to the server. */
export function troubleOf(error: unknown, url: string, timeoutMs: number): Trouble {
  const { code, message } = rootOf(error)
  const { hostname, host } = new URL(url)
  if (/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/.test(code)) {
    const paused = HOSTED.test(hostname)
      ? ' A project that is paused for long, or deleted, has no name any more: look at the dashboard.'
      : ''
    return {
      code: 'dns',
      evidence: `There is no host ${hostname} (${code}).`,
      next: `Look for a slip in the address, and whether this machine has a network.${paused}`,
    }
  }
  if (code === 'ECONNREFUSED') {
    return {
      code: 'refused',
      evidence: `Nobody listens at ${host} (${code}).`,
      next: 'Start the backend, or correct the port. The local one: npx everfresh-local.',
    }
  }
  if (/timeout/i.test(code) || code === 'ETIMEDOUT') {
    return {
      code: 'no-answer',
      evidence: `${host} did not answer within ${timeoutMs / 1000} s.`,
      next: 'Look for a firewall, a VPN or a proxy on the way; a slow one: give --timeout more seconds.',
    }
  }
  return tlsTrouble(code, host) ?? brokenTrouble(code, host, message)
}

function tlsTrouble(code: string, host: string): Trouble | undefined {
  if (/WRONG_VERSION_NUMBER|EPROTO|PACKET_LENGTH/.test(code)) {
    return {
      code: 'tls',
      evidence: `${host} does not speak TLS (${code}).`,
      next: 'An address that begins with http:// may be meant: the local backend has no TLS.',
    }
  }
  if (!/CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|TLS|SSL/.test(code)) return undefined
  return {
    code: 'tls',
    evidence: `The certificate of ${host} is not accepted (${code}).`,
    next: 'Something on the way may read along (a proxy, a virus scanner), or a self-hosted server lacks a certificate. NODE_EXTRA_CA_CERTS=<file.pem> makes Node know an authority of your own.',
  }
}

function brokenTrouble(code: string, host: string, message: string): Trouble {
  if (code.startsWith('HPE_')) {
    return {
      code: 'not-http',
      evidence: `What answers at ${host} is no web server (${code}).`,
      next: 'The port is of something else, such as the database (5432, 6543): take the address of the API.',
    }
  }
  if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code)) {
    return {
      code: 'cut',
      evidence: `${host} cut the connection before it answered (${code}).`,
      next: 'Try again. Where it stays: the port may be of something else, such as the database (5432, 6543); else look for a proxy on the way and at the server’s log.',
    }
  }
  return {
    code: 'unreachable',
    evidence: `${host} cannot be reached (${code === '' ? message : code}).`,
    next:
      message === 'bad port'
        ? 'Browsers and Node ask no web server at this port, whoever listens: take another port.'
        : 'Look whether this machine has a network, and at a VPN or firewall.',
  }
}

/** What fetch wraps: the innermost error that has a code. */
function rootOf(error: unknown): { readonly code: string; readonly message: string } {
  let [code, message] = ['', errorText(error)]
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; depth += 1) {
    message = each.message
    const named = (each as NodeJS.ErrnoException).code
    if (typeof named === 'string') code = named
    else if (each.name === 'TimeoutError') code = 'TimeoutError'
    // Several addresses were tried: all failed, and the first says how.
    each = each instanceof AggregateError ? (each.errors as unknown[])[0] : each.cause
  }
  return { code, message }
}
