import type { SendStep, Step } from '../fuzz/case.ts'
import { asHeader, asPath, encoded } from '../fuzz/mutate.ts'
import type { Attack, Places } from './rest-places.ts'

const STORAGE = '/storage/v1'
const AUTH = '/auth/v1'

const post = (path: string, body: unknown): Attack => ({
  method: 'POST',
  path: asPath(path),
  body: JSON.stringify(body),
})

/** Every place in a request to `/storage/v1`. */
export const storagePlaces: Places = {
  'storage bucket': attempt => ({ path: asPath(`${STORAGE}/bucket/${encoded(attempt)}`) }),
  'storage new bucket': attempt =>
    post(`${STORAGE}/bucket`, { id: attempt, name: attempt, allowed_mime_types: [attempt] }),
  'storage size limit': attempt =>
    post(`${STORAGE}/bucket`, { name: 'a', file_size_limit: attempt }),
  'storage upload': attempt => ({
    ...post(`${STORAGE}/object/mine/${encoded(attempt)}`, 'text'),
    headers: { 'content-type': asHeader(attempt) || 'text/plain', 'x-upsert': 'true' },
  }),
  'storage metadata': attempt => ({
    ...post(`${STORAGE}/object/mine/a`, 'text'),
    headers: {
      'x-upsert': 'true',
      'x-metadata': Buffer.from(JSON.stringify({ [attempt]: attempt })).toString('base64'),
    },
  }),
  'storage download': attempt => ({ path: asPath(`${STORAGE}/object/mine/${encoded(attempt)}`) }),
  'storage public': attempt => ({
    path: asPath(`${STORAGE}/object/public/${encoded(attempt)}/${encoded(attempt)}`),
  }),
  'storage list': attempt => post(`${STORAGE}/object/list/mine`, { prefix: attempt }),
  'storage search': attempt => post(`${STORAGE}/object/list/mine`, { prefix: '', search: attempt }),
  'storage sort column': attempt =>
    post(`${STORAGE}/object/list/mine`, { prefix: '', sortBy: { column: attempt, order: 'asc' } }),
  'storage sort order': attempt =>
    post(`${STORAGE}/object/list/mine`, { prefix: '', sortBy: { column: 'name', order: attempt } }),
  'storage limit': attempt =>
    post(`${STORAGE}/object/list/mine`, { prefix: '', limit: attempt, offset: attempt }),
  'storage remove': attempt => ({
    ...post(`${STORAGE}/object/mine`, { prefixes: [attempt] }),
    method: 'DELETE',
  }),
  'storage signed URL': attempt => ({
    path: asPath(`${STORAGE}/object/sign/mine/a?token=${encoded(attempt)}`),
  }),
}

/** Every place in a request to `/auth/v1` that does not have a password hashed. */
export const authPlaces: Places = {
  'auth e-mail': attempt => post(`${AUTH}/signup`, { email: `${attempt}@a.de`, password: 'short' }),
  'auth metadata': attempt =>
    post(`${AUTH}/signup`, { email: 'a', data: { [attempt]: attempt }, password: 'short' }),
  'auth anonymous metadata': attempt => post(`${AUTH}/signup`, { data: { [attempt]: attempt } }),
  'auth refresh token': attempt =>
    post(`${AUTH}/token?grant_type=refresh_token`, { refresh_token: attempt }),
  'auth grant': attempt => post(`${AUTH}/token?grant_type=${encoded(attempt)}`, {}),
  'auth scope': attempt => post(`${AUTH}/logout?scope=${encoded(attempt)}`, {}),
  'auth update': attempt => ({
    ...post(`${AUTH}/user`, { data: { [attempt]: attempt }, email: attempt }),
    method: 'PUT',
  }),
  'auth admin id': attempt => ({ path: asPath(`${AUTH}/admin/users/${encoded(attempt)}`) }),
  'auth pages': attempt => ({
    path: `${AUTH}/admin/users?page=${encoded(attempt)}&per_page=${encoded(attempt)}`,
  }),
  'auth version': attempt => ({
    path: `${AUTH}/settings`,
    headers: { 'x-supabase-api-version': asHeader(attempt) },
  }),
}

/** Every place in a broadcast over HTTP. */
export const broadcastPlaces: Places = {
  'broadcast message': attempt =>
    post('/realtime/v1/api/broadcast', {
      messages: [
        { topic: attempt, event: attempt, payload: { [attempt]: attempt }, private: true },
      ],
    }),
  'broadcast by its address': attempt => ({
    ...post(
      `/realtime/v1/api/broadcast/${encoded(attempt)}/events/${encoded(attempt)}?private=true`,
      attempt,
    ),
    headers: { 'content-type': 'application/json' },
  }),
}

/** One socket that carries an attempt in every field of its frames. */
export function realtimeAttack(attempt: string): readonly Step[] {
  const bindings: readonly object[] = [
    { event: '*', schema: attempt, table: 'notes' },
    { event: '*', schema: 'public', table: attempt },
    { event: attempt, schema: 'public', table: 'notes' },
    { event: '*', schema: 'public', table: 'notes', filter: attempt },
    { event: '*', schema: 'public', table: 'notes', filter: `${attempt}=eq.1` },
    { event: '*', schema: 'public', table: 'notes', filter: `title=${attempt}.1` },
    ...['eq', 'in', 'like', 'match', 'is', 'isdistinct', 'not.in'].map(operator => {
      const value = operator.endsWith('in') ? `(${attempt})` : attempt
      return {
        event: '*',
        schema: 'public',
        table: 'notes',
        filter: `title=${operator}.${value}`,
      }
    }),
    { event: '*', schema: 'public', table: 'notes', filter: `id=eq.${attempt}` },
    { event: '*', schema: 'public', table: 'notes', select: [attempt] },
  ]
  const join = (topic: string, config: object, token?: string): SendStep =>
    send('1', topic, 'phx_join', { config, ...(token !== undefined && { access_token: token }) })
  const presence = { key: attempt, enabled: true }
  return [
    { kind: 'open', socket: 0, who: 'alice', vsn: '2.0.0' },
    ...bindings.map((binding, at) => join(`b${at}`, { postgres_changes: [binding] })),
    join('room', { presence, private: true, broadcast: { ack: true, self: true } }),
    join(attempt, { presence, broadcast: { self: true } }),
    join(attempt, { private: true }),
    join('replay', { private: true, broadcast: { replay: { since: attempt, limit: attempt } } }),
    join('token', {}, attempt),
    send('1', 'room', 'broadcast', { type: 'broadcast', event: attempt, payload: attempt }),
    send('1', 'room', 'presence', { event: 'track', payload: { [attempt]: attempt } }),
    send('1', 'room', 'presence', { event: attempt }),
    send('1', 'room', attempt, {}),
    send('1', 'b0', 'access_token', { access_token: attempt }),
    send(attempt, 'room', 'phx_leave', {}),
  ]
}

function send(joinRef: string, topic: string, event: string, payload: unknown): SendStep {
  return {
    kind: 'send',
    socket: 0,
    text: JSON.stringify([joinRef, '1', `realtime:${topic}`, event, payload]),
  }
}
