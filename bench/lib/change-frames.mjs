import { BINDING_ID } from './realtime-answers.mjs'

const UUID = '00000000-0000-4000-8000-'

/** The table of the frames. */
export const TABLE = 'tasks'

/** How many projects the changes of a measurement are of. */
export const PROJECTS = 10

const columns = [
  { name: 'id', type: 'uuid' },
  { name: 'project_id', type: 'uuid' },
  { name: 'shot_id', type: 'uuid' },
  { name: 'status', type: 'text' },
  { name: 'prompt', type: 'text' },
  { name: 'params', type: 'jsonb' },
  { name: 'attempts', type: 'int4' },
  { name: 'created_at', type: 'timestamptz' },
  { name: 'updated_at', type: 'timestamptz' },
]

/** @param {number} n */
function idOf(n) {
  return `${UUID}${String(n).padStart(12, '0')}`
}

/**
 * The n-th of the projects that changes belong to.
 *
 * @param {number} n
 */
export function projectOf(n) {
  return idOf(1_000_000 + n)
}

/**
 * What Supabase Realtime writes on the wire for the n-th change of a task, about 1.1 kB.
 *
 * @param {string} topic
 * @param {number} n
 * @param {string} projectId
 */
export function changeFrame(topic, n, projectId) {
  const at = new Date(1_800_000_000_000 + n).toISOString()
  const data = {
    table: TABLE,
    type: 'UPDATE',
    record: {
      id: idOf(n),
      project_id: projectId,
      shot_id: idOf(2_000_000 + (n % 50)),
      status: 'In progress',
      prompt: `A lighthouse on a cliff at dusk, number ${n}, painted with a wide brush`,
      params: { width: 1024, height: 768, steps: 30, seed: n, model: 'small', upscale: false },
      attempts: n % 3,
      created_at: at,
      updated_at: at,
    },
    columns,
    errors: null,
    schema: 'public',
    commit_timestamp: at,
    old_record: { id: idOf(n) },
  }
  return JSON.stringify([null, null, topic, 'postgres_changes', { data, ids: [BINDING_ID] }])
}
