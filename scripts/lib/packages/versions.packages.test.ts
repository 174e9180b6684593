import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.mjs'
import { publishedPackages } from './published.mjs'

const manifests = publishedPackages().map(({ manifest }) => manifest)
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')

test('all packages have one version, and need each other in exactly that', () => {
  const versions = new Set(manifests.map(({ version }) => version))
  expect([...versions]).toHaveLength(1)
  const [version] = versions
  const names = manifests.map(({ name }) => name)
  for (const { name, dependencies = {}, peerDependencies = {} } of manifests)
    for (const [other, range] of Object.entries({ ...dependencies, ...peerDependencies }))
      if (names.includes(other)) expect(range, `${name} needs ${other}`).toBe(version)
})

test('the changelog has each version once, newest first, and its sections are the known ones', () => {
  const versions = [...changelog.matchAll(/^## (.+)$/gm)].map(([, title]) => title)
  expect(versions[0]).toBe('Unreleased')
  for (const title of versions.slice(1))
    expect(title).toMatch(/^\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)$/)
  expect(new Set(versions).size).toBe(versions.length)
  const sections = [...changelog.matchAll(/^### (.+)$/gm)].map(([, title]) => title)
  const known = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']
  expect(sections.filter(title => !known.includes(title ?? ''))).toEqual([])
})
