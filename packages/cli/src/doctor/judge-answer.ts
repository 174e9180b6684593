import { codeOf, wordsOf, type Answer } from './ask.ts'
import type { DoctorFinding } from './finding.ts'
import { KEYS_PAGE } from './key.ts'

export type Service = 'auth' | 'rest' | 'realtime'

/** A status page of the service, since nothing on this side can mend it. */
const STATUS_PAGE = 'https://status.supabase.com'

type Judgement = Omit<DoctorFinding, 'severity' | 'title'>

/**
 * What an answer that is not the hoped-for one says. Whoever asks decides first what is well: whatever
 * comes here is a finding.
 */
export function judgeAnswer(service: Service, answer: Answer): DoctorFinding {
  const judgement =
    paused(answer) ??
    elsewhere(answer) ??
    refused(answer) ??
    missing(service, answer) ??
    failing(answer)
  return { severity: 'error', title: `${service} does not serve this app`, ...judgement }
}

function paused({ status, json, text }: Answer): Judgement | undefined {
  if (status === 540) {
    return {
      code: 'project-paused',
      evidence: 'The project is paused (HTTP 540).',
      next: 'Open the project in the dashboard and press Restore. It takes some minutes.',
    }
  }
  if (status !== 402) return undefined
  return {
    code: 'project-restricted',
    evidence: `The project is restricted (HTTP 402).${quoted(json, text)}`,
    next: 'It is over a quota of its plan, or a bill is open: look at Organization → Usage and → Billing in the dashboard.',
  }
}

/** Somebody else answers: a page to sign in to a network, a proxy, an app's own server. */
function elsewhere({ status, location, contentType, text }: Answer): Judgement | undefined {
  if (status >= 300 && status < 400) {
    return {
      code: 'redirected',
      evidence: `The answer is a redirect (HTTP ${status}) to ${location ?? 'nowhere'}.`,
      next: 'A network may want you to sign in first (open any page in a browser), or the address is not the API’s own: a client follows no redirect.',
    }
  }
  // The network before the project says why in a page, and has numbers of its own.
  if (status >= 520 && status <= 530) {
    return {
      code: 'backend-away',
      evidence: `The project does not answer the network before it (HTTP ${status}).`,
      next: `It may be starting, paused or overloaded: look at the dashboard, then at ${STATUS_PAGE}.`,
    }
  }
  if (!/html/i.test(contentType) && !/^\s*</.test(text)) return undefined
  return {
    code: 'not-the-api',
    evidence: `A web page came instead of JSON (HTTP ${status}).`,
    next: 'A network may want you to sign in first (open any page in a browser), or the address is of a page and not of the API: of the app, the dashboard or a proxy.',
  }
}

function refused({ status, json, text }: Answer): Judgement | undefined {
  if (status !== 401 && status !== 403) return undefined
  const words = wordsOf(json) ?? text.slice(0, 200)
  const said = `${words === '' ? 'No reason is given' : `“${words}”`} (HTTP ${status}).`
  if (codeOf(json) === 'PGRST303' || /expired/i.test(words)) {
    return {
      code: 'key-expired',
      evidence: `The key or token has run out. ${said}`,
      next: `Copy the key that is in force from ${KEYS_PAGE}; a user's token has to be a fresh one.`,
    }
  }
  if (/disabled/i.test(words)) {
    return {
      code: 'realtime-disabled',
      evidence: `Realtime is switched off for this project. ${said}`,
      next: 'Switch it on: Realtime → Settings in the dashboard.',
    }
  }
  return {
    code: 'key-refused',
    evidence: `The key is refused: it is of another project, was replaced, or has a slip. ${said}`,
    next: `Copy the address and the key again, both from one project: its ${KEYS_PAGE}.`,
  }
}

function missing(service: Service, { status, text }: Answer): Judgement | undefined {
  if (status !== 404) return undefined
  if (/tenant/i.test(text)) {
    return {
      code: 'tenant-missing',
      evidence: 'The Realtime server does not know this project: “Tenant not found” (HTTP 404).',
      next: 'Self-hosted: the host name before the first dot must be the tenant’s external_id. Hosted: look whether the project still exists.',
    }
  }
  return {
    code: 'wrong-path',
    evidence: `There is nothing at /${service}/v1 (HTTP 404).`,
    next: 'The address must be the project’s own, without a path; a proxy in front has to pass on /auth, /rest and /realtime.',
  }
}

function failing({ status, json, text }: Answer): Judgement {
  const said = quoted(json, text)
  if (status === 429) {
    return {
      code: 'too-many-requests',
      evidence: `The server has enough of requests or connections (HTTP 429).${said}`,
      next: 'Wait a minute. If it stays: the limits of the plan, and whether old tabs or a loop hold connections open.',
    }
  }
  if (status >= 500) {
    return {
      code: 'backend-away',
      evidence: `The service fails (HTTP ${status}).${said}`,
      next: `Look whether the database runs and has connections left; hosted: the dashboard, then ${STATUS_PAGE}.`,
    }
  }
  return {
    code: 'unexpected-answer',
    evidence: `The answer is none that Supabase gives (HTTP ${status}).${said}`,
    next: 'Look what serves this address: a proxy on the way may change what passes.',
  }
}

/** What the server says itself, after a sentence of ours; empty where it says nothing. */
function quoted(json: unknown, text: string): string {
  const words = wordsOf(json) ?? text.slice(0, 200)
  return words === '' ? '' : ` “${words}”`
}
