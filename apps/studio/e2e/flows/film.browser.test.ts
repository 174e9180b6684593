import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SpawnedWorker, spawnWorker } from '../../worker/testing/spawn-worker.ts'
import { soon, twoTabs, type Tab } from '../support/person.ts'
import { openShot } from '../support/shots.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
const workers: SpawnedWorker[] = []
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(async () => {
  await studio.leave()
  for (const worker of workers.splice(0)) {
    worker.process.kill('SIGKILL')
    await worker.ended
  }
})
afterAll(() => studio.stop())

async function startWorker(...args: string[]): Promise<SpawnedWorker> {
  const worker = spawnWorker(studio.backend, args)
  workers.push(worker)
  await worker.ready
  return worker
}

/** A shot with two pictures, as a worker has made them. */
async function shotOfTwo(projectId: string): Promise<string> {
  const id = crypto.randomUUID()
  const { backend } = studio
  await backend.sql(`insert into public.shots (id, project_id, name) values ($1, $2, 'Opening')`, [
    id,
    projectId,
  ])
  await backend.sql(
    `insert into public.tasks (project_id, params)
     select $1::uuid, jsonb_build_object('prompt', 'a lake', 'index', n, 'shot_id', $2::text)
     from generate_series(1, 2) n`,
    [projectId, id],
  )
  const painter = await startWorker('--pace', '0', '--failure-rate', '0')
  await soon(() => painter.lines.filter(line => line.startsWith('done')).length).toBe(2)
  painter.process.kill('SIGTERM')
  await painter.ended
  return id
}

const filmRow = (tab: Tab, status: string) =>
  tab.page.locator(`[data-testid=task-row][data-status="${status}"]`)

describe('a film that real workers make', () => {
  it('F4: of a shot is one task for the person, and ends in one video that plays, in both tabs', async () => {
    const [a, b] = await twoTabs(studio)
    const shot = await shotOfTwo(a.project())
    await openShot(b, shot)
    await openShot(a, shot)
    await a.page.bringToFront()
    await startWorker('--pace', '100')
    await startWorker('--pace', '100', '--completion', 'shuffled')
    await a.page.getByTestId('make-film').click()
    for (const { page } of [a, b]) {
      await page.bringToFront()
      await soon(() => page.getByTestId('shot-video').count()).toBe(1)
    }
    const { rows } = await studio.backend.sql(
      `select location from public.generations where project_id = $1 and type = 'video'`,
      [a.project()],
    )
    expect(rows).toHaveLength(1)
    const size = await a.page.evaluate(async address => {
      const film = new Image()
      film.src = address
      await film.decode()
      return [film.naturalWidth, film.naturalHeight]
    }, rows[0]?.['location'] ?? '')
    expect(size).toEqual([432, 324])
  })

  it('F7: a worker that is killed leaves its task, which is seen to go back, in both tabs', async () => {
    const [a, b] = await twoTabs(studio)
    await a.page.bringToFront()
    const doomed = await startWorker('--pace', '60000', '--orphan-after', '2')
    await a.ask('a harbour at night')
    for (const tab of [a, b]) await filmRow(tab, 'In Progress').waitFor()
    doomed.process.kill('SIGKILL')
    await doomed.ended
    // It looks for orphans, and is at once too busy to take them itself.
    const busy = await startWorker('--pace', '60000', '--orphan-after', '2', '--concurrency', '1')
    await busy.said('queued again')
    for (const tab of [a, b]) {
      await tab.page.bringToFront()
      await tab.page.getByTestId('task-row').waitFor()
    }
    await busy.said('started')
    busy.process.kill('SIGTERM')
    await busy.ended
    for (const tab of [a, b]) {
      await tab.page.bringToFront()
      await filmRow(tab, 'Queued').waitFor()
    }
    await startWorker('--pace', '0')
    for (const tab of [a, b]) {
      await tab.page.bringToFront()
      await soon(() => tab.pictures()).toBe(1)
    }
  })
})
