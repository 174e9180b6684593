import { spawnSync } from 'node:child_process'
import { cpus, loadavg, release, totalmem, type } from 'node:os'
import { findChrome } from '../../scripts/lib/chrome.mjs'
import { root } from '../../scripts/lib/root.mjs'

const GIB = 1024 ** 3

/**
 * What the numbers were measured on: nothing that names a person's machine.
 *
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string} memory
 * @property {string} node
 * @property {string} os
 * @property {number} load The load average of one minute when the run began.
 * @property {string} date
 * @property {string} commit With a + when files differed from it.
 * @property {string | null} chromium Null when there is none.
 */

/** @returns {Machine} */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memory: `${Math.round(totalmem() / GIB)} GiB`,
    node: process.versions.node,
    os: `${type()} ${/^[\d.]+/.exec(release())?.[0] ?? ''}`.trim(),
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    date: new Date().toISOString(),
    commit: commit(),
    chromium: chromium(),
  }
}

function commit() {
  const hash = output('git', ['rev-parse', '--short', 'HEAD'])
  const changes = output('git', ['status', '--porcelain', '--', '.', ':!bench/*.json', ':!docs'])
  return hash === '' ? 'unknown' : hash + (changes === '' ? '' : '+')
}

function chromium() {
  const program = findChrome()
  const said = program === undefined ? '' : output(program, ['--version'])
  return /[\d.]{5,}/.exec(said)?.[0] ?? null
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function output(command, args) {
  const { stdout, status } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}
