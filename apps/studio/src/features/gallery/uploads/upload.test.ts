import { expect, it } from 'vitest'
import { toGeneration } from '../generation.ts'
import { createUploadStore } from './upload-store.ts'
import { problemWith, toPlaceholder, type Upload, withPlaceholders } from './upload.ts'

const upload = (id: string): Upload => ({
  id,
  projectId: 'P',
  shotId: undefined,
  file: new File(['x'], `${id}.png`, { type: 'image/png' }),
  previewUrl: `blob:${id}`,
  createdAt: '2026-11-22T12:00:00Z',
  state: { name: 'waiting' },
})
const row = (id: string) =>
  toGeneration(
    {
      id,
      type: 'image/png',
      location: 'l',
      thumbnail_url: null,
      params: null,
      tasks: null,
      starred: false,
      created_at: '2026-11-22T12:00:00Z',
    },
    [],
  )

it('says of a file that cannot be uploaded what is wrong, and what would work', () => {
  const file = (type: string, size: number) => ({ name: 'holiday', type, size })
  expect(problemWith(file('image/png', 10 * 1024 * 1024))).toBeUndefined()
  expect(problemWith(file('image/png', 12 * 1024 * 1024))).toContain('12.0 MB; 10 MB is the most')
  expect(problemWith(file('image/svg+xml', 10))).toContain('Take a PNG, JPEG, WebP, GIF or AVIF')
  expect(problemWith(file('', 10))).toContain('“holiday” is not a picture')
  expect(problemWith(file('image/png', 0))).toContain('is empty')
})

it('shows uploads before the rows, the newest first, each under the id its row will have', () => {
  const shown = withPlaceholders([row('a')], [upload('b'), upload('c')])
  expect(shown.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(toPlaceholder(upload('b'))).toMatchObject({ thumbUrl: 'blob:b', prompt: 'b.png' })
})

it('shows the row and not the upload once both are there', () => {
  const items = [row('b'), row('a')]
  expect(withPlaceholders(items, [upload('b')])).toBe(items)
})

it('keeps uploads until they are removed, and tells of each change', () => {
  const store = createUploadStore()
  let told = 0
  const stop = store.uploads.subscribe(() => (told += 1))
  store.add([upload('a'), upload('b')])
  store.change('a', { name: 'failed', reason: 'lost' })
  store.change('x', { name: 'saved' })
  store.remove('b')
  expect(store.uploads.current.map(({ id, state }) => [id, state.name])).toEqual([['a', 'failed']])
  expect(told).toBe(4)
  stop()
  store.remove('a')
  expect(told).toBe(4)
})
