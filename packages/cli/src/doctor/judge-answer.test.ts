import { expect, it } from 'vitest'
import type { Answer } from './ask.ts'
import { judgeAnswer } from './judge-answer.ts'

const answer = (status: number, body: unknown = {}, contentType = 'application/json'): Answer => ({
  status,
  contentType,
  text: typeof body === 'string' ? body : JSON.stringify(body),
  json: typeof body === 'string' ? undefined : body,
  location: undefined,
  serverTime: undefined,
  askedAt: 0,
  answeredAt: 1,
})

it.each([
  ['a paused project', answer(540, '<h1>paused</h1>', 'text/html'), 'project-paused'],
  [
    'a project over its quota',
    answer(402, { message: 'exceed_egress_quota' }),
    'project-restricted',
  ],
  ['the page of the network before it', answer(522, '<h1>522</h1>', 'text/html'), 'backend-away'],
  ['a page of somebody else', answer(200, '<!doctype html>', 'text/html'), 'not-the-api'],
  ['a page that says it is JSON', answer(200, '  <html>'), 'not-the-api'],
  [
    'a token that has run out',
    answer(401, { code: 'PGRST303', message: 'JWT expired' }),
    'key-expired',
  ],
  ['a key that nobody knows', answer(401, { message: 'Invalid API key' }), 'key-refused'],
  ['a refusal without a word', answer(403, ''), 'key-refused'],
  [
    'realtime that is switched off',
    answer(403, { error: 'Realtime was disabled for this tenant' }),
    'realtime-disabled',
  ],
  ['a tenant that nobody knows', answer(404, { error: 'Tenant not found' }), 'tenant-missing'],
  ['another path', answer(404, { message: 'no Route matched' }), 'wrong-path'],
  [
    'a server that has enough',
    answer(429, { error: 'Too many connected users' }),
    'too-many-requests',
  ],
  ['a database that is away', answer(503, { message: 'no connection' }), 'backend-away'],
  ['anything else', answer(418), 'unexpected-answer'],
] as const)('tells %s apart', (_, given, code) => {
  expect(judgeAnswer('rest', given)).toMatchObject({ code, severity: 'error' })
})

it('quotes what the server says, in whichever field it says it', () => {
  for (const field of ['message', 'msg', 'error', 'error_description'])
    expect(judgeAnswer('auth', answer(503, { [field]: 'the words' })).evidence).toContain(
      'the words',
    )
})
