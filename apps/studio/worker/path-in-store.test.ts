import { describe, expect, it } from 'vitest'
import { pathInStore } from './path-in-store.ts'

const project = '0b7e2ec2-5b0c-4b3f-9b39-3f4d5c1f7a11'
const at = (path: string) =>
  pathInStore(`https://x.test/storage/v1/object/public/pictures/${path}`, project)

describe('the picture of a film', () => {
  it('is what the worker made, or what somebody put into the project', () => {
    expect(at(`${project}/made.webp`)).toBe(`${project}/made.webp`)
    expect(at(`${project}/uploads/mine.png?v=1`)).toBe(`${project}/uploads/mine.png`)
  })

  it.each([
    'another/made.webp',
    `${project}/../../../../../rest/v1/tasks`,
    `${project}/uploads/../../other/made.webp`,
    `${project}/%2e%2e/%2e%2e/made.webp`,
    `${project}\\..\\made.webp`,
    `${project}/made.webp/../../x.webp`,
    `${project}/`,
  ])('is never %s', path => {
    expect(at(path)).toBeUndefined()
  })
})
