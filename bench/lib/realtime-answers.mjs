/** Of the first binding of a channel; those after it count on. */
export const BINDING_ID = 7

const TOPIC_PREFIX = 'realtime:'

/**
 * A frame as supabase-js writes it. Only that of a join has bindings.
 *
 * @typedef {readonly [joinRef: string | null, ref: string | null, topic: string, event: string, payload: Join]} Frame
 * @typedef {{ config: { postgres_changes: readonly object[] } }} Join
 */

/**
 * What Realtime says to a client's frame: it accepts each join and proves it, and answers heartbeats.
 *
 * @param {Frame} frame
 * @returns {readonly (readonly unknown[])[]} Frames, in their order.
 */
export function answersTo([joinRef, ref, topic, event, payload]) {
  const reply = (/** @type {object} */ response) => [
    joinRef,
    ref,
    topic,
    'phx_reply',
    { status: 'ok', response },
  ]
  if (event !== 'phx_join') return [reply({})]
  const bindings = payload.config.postgres_changes.map((binding, nth) => ({
    id: BINDING_ID + nth,
    ...binding,
  }))
  const proof = {
    status: 'ok',
    message: 'Subscribed to PostgreSQL',
    extension: 'postgres_changes',
    channel: topic.slice(TOPIC_PREFIX.length),
  }
  return [reply({ postgres_changes: bindings }), [joinRef, null, topic, 'system', proof]]
}
