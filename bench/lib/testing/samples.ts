import type { Group, Metric } from '../group.mjs'
import type { Machine } from '../machine.mjs'
import type { Result } from '../summarise.mjs'

export function metricOf(changed: Partial<Metric> = {}): Metric {
  return {
    name: 'wait',
    unit: 'ms',
    better: 'lower',
    baselineName: 'fixed 500 ms window',
    goal: {},
    spread: 0.1,
    ...changed,
  }
}

export function resultOf(changed: Partial<Result> = {}): Result {
  return {
    name: 'wait',
    unit: 'ms',
    better: 'lower',
    ours: 25,
    baseline: 500,
    baselineName: 'fixed 500 ms window',
    ratio: 0.05,
    goal: {},
    met: true,
    ...changed,
  }
}

export function groupOf(name: string, metrics: readonly Metric[], full = false): Group {
  return { name, about: '', metrics, full, run: () => Promise.resolve({}) }
}

export const machine: Machine = {
  cpu: 'a processor',
  cores: 2,
  memory: '8 GiB',
  node: '20.20.0',
  os: 'Linux 6.1',
  load: 0.5,
  date: '2026-11-26T10:00:00.000Z',
  commit: 'abc1234',
  chromium: null,
}
