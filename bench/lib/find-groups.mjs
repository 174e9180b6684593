import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** @typedef {import('./group.mjs').Group} Group */
/** @typedef {{ file: string, group: Group }} FoundGroup */
/** @typedef {{ name: string, reason: string }} BrokenGroup */

const bench = fileURLToPath(new URL('..', import.meta.url))

/**
 * Every bench/NAME/group.mjs, by name, and those that cannot be loaded. The packages must have been built.
 *
 * @returns {Promise<{ groups: readonly FoundGroup[], broken: readonly BrokenGroup[] }>}
 */
export async function findGroups() {
  /** @type {FoundGroup[]} */
  const groups = []
  /** @type {BrokenGroup[]} */
  const broken = []
  for (const name of readdirSync(bench).toSorted()) {
    const file = join(bench, name, 'group.mjs')
    // Ours only says what a group is.
    if (name === 'lib' || !existsSync(file)) continue
    try {
      groups.push({ file, group: await loadGroup(file) })
    } catch (error) {
      broken.push({ name, reason: error instanceof Error ? error.message : String(error) })
    }
  }
  return { groups, broken }
}

/**
 * @param {string} file
 * @returns {Promise<Group>}
 */
export async function loadGroup(file) {
  const { group } = await import(pathToFileURL(file).href)
  if (group === undefined) throw new Error('It exports no `group`.')
  return group
}
