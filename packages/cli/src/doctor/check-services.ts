import { ask, codeOf, type Answer, type Reply } from './ask.ts'
import { found, type Outcome } from './check.ts'
import type { DoctorFinding } from './finding.ts'
import { judgeAnswer, type Service } from './judge-answer.ts'
import { shakeHands } from './shake-hands.ts'
import type { Api, Target } from './target.ts'
import type { Trouble } from './trouble.ts'

/** What is known once the services were asked. */
export interface Served {
  readonly outcome: Outcome
  /** Present where somebody answered over HTTP, whatever it was. */
  readonly answer?: Answer
}

/** A name that no table has: that it is missing shows that the key was taken and the schema read. */
const NO_TABLE = 'everfresh_doctor_asks_for_nothing'

/** PostgREST's words for a table that is not there, newer and older. */
const TABLE_MISSING = new Set(['PGRST205', '42P01'])

/** Asks Auth whether it is well. */
export async function askAuth({ url, key }: Api, { timeoutMs }: Target): Promise<Served> {
  const reply = await ask(`${url}/auth/v1/health`, { apikey: key }, timeoutMs)
  return served('auth', reply, ({ status, json }) => status === 200 && json !== undefined)
}

/** Asks REST for a table that is not there, so that nothing is read. */
export async function askRest(api: Api, { timeoutMs }: Target): Promise<Served> {
  const reply = await ask(`${api.url}/rest/v1/${NO_TABLE}?limit=0`, headersOf(api), timeoutMs)
  return served('rest', reply, ({ status, json }) => status === 404 && isMissing(json))
}

/** Whether REST said that there is no such table. */
export function isMissing(json: unknown): boolean {
  return TABLE_MISSING.has(codeOf(json) ?? '')
}

/** As supabase-js sends them. An opaque key is no bearer token. */
export function headersOf({ key, token }: Api): Readonly<Record<string, string>> {
  const bearer = token ?? (key.startsWith('sb_') ? undefined : key)
  return {
    apikey: key,
    accept: 'application/json',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  }
}

/** Opens the realtime socket and asks for a heartbeat. */
export async function askRealtime({ url, key }: Api, { timeoutMs }: Target): Promise<Outcome> {
  const handshake = await shakeHands(url, key, timeoutMs)
  switch (handshake.kind) {
    case 'open':
      return { evidence: `socket opened and answered in ${handshake.ms} ms` }
    case 'silent':
      return found({
        code: 'realtime-silent',
        severity: 'error',
        title: 'realtime does not serve this app',
        evidence: 'The socket opened, but no heartbeat came back.',
        next: 'A proxy on the way may take the socket and pass nothing on: it has to allow WebSocket (Upgrade) all the way.',
      })
    case 'answered':
      return found(judgeAnswer('realtime', handshake.answer))
    case 'failed':
      return found(unreachable('realtime cannot be reached', handshake.trouble))
  }
}

function served(service: Service, reply: Reply, isWell: (answer: Answer) => boolean): Served {
  if (reply.kind === 'failed') {
    return { outcome: found(unreachable(`${service} cannot be reached`, reply.trouble)) }
  }
  const { answer } = reply
  if (!isWell(answer)) return { outcome: found(judgeAnswer(service, answer)), answer }
  return { outcome: { evidence: `answered in ${answer.answeredAt - answer.askedAt} ms` }, answer }
}

/** Nobody could be asked. */
export function unreachable(title: string, { code, evidence, next }: Trouble): DoctorFinding {
  return { code: `unreachable-${code}`, severity: 'error', title, evidence, next }
}
