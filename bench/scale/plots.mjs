import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { BIN_MS } from './bins.mjs'
import { draw } from './chart.mjs'

/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('./chart.mjs').Series} Series */

/**
 * Draws the plots of docs/scale.md.
 *
 * @param {readonly Measured[]} measured
 * @returns {Promise<readonly string[]>} Their files, from the root.
 */
export async function drawAll(measured) {
  const plots = {
    'scale-event': eventPlot(measured),
    'scale-sizes': sizesPlot(measured),
    'scale-restart': restartPlot(measured),
    'scale-away': awayPlot(measured),
  }
  const files = []
  for (const [name, svg] of Object.entries(plots)) {
    const file = `docs/${name}.svg`
    await writeFile(fileURLToPath(new URL(`../../${file}`, import.meta.url)), svg)
    files.push(file)
  }
  return files
}

/** @param {readonly Measured[]} measured */
function eventPlot(measured) {
  return draw({
    title: 'One change, heard by 1,000 clients with 3 queries each',
    x: { label: 'seconds after the change', type: 'linear', domain: [0, 11] },
    y: { label: 'requests per second', type: 'log', domain: [10, 100_000] },
    series: sized(measured, 'event', 1_000).map(one => overTime(one, 'requests')),
  })
}

/** @param {readonly Measured[]} measured */
function restartPlot(measured) {
  const all = sized(measured, 'restart', 1_000)
  return draw({
    title: 'Realtime restarts: 1,000 clients come back',
    x: { label: 'seconds after the restart', type: 'linear', domain: [0, 6] },
    y: { label: 'joins per second', type: 'log', domain: [10, 10_000] },
    series: all.map(one => overTime(one, 'joins')),
    limits: [{ y: 500, name: '500 joins/s: Pro plan' }],
  })
}

/** @param {readonly Measured[]} measured */
function awayPlot(measured) {
  const all = sized(measured, 'realtime away', 1_000)
  return draw({
    title: 'Realtime goes away: 1,000 clients with 3 queries each poll',
    x: { label: 'seconds after the loss', type: 'linear', domain: [0, 30] },
    y: { label: 'requests per second', type: 'linear', domain: [0, 5_000] },
    series: all.map(one => overTime(one, 'requests')),
  })
}

/** @param {readonly Measured[]} measured */
function sizesPlot(measured) {
  const mechanisms = [...new Set(of(measured, 'event').map(({ mechanism }) => mechanism))]
  return draw({
    title: 'The peak after one change, by how many hear it (dotted: in proportion)',
    x: {
      label: 'clients',
      type: 'log',
      domain: [1_000, 100_000],
      ticks: [1_000, 10_000, 100_000],
    },
    y: { label: 'requests per second', type: 'log', domain: [100, 10_000_000] },
    series: mechanisms.map(mechanism => {
      const sizes = of(measured, 'event').filter(one => one.mechanism === mechanism)
      const points = sizes.map(({ clients, requests }) => point(clients, requests.peak))
      return { name: mechanism, points, continued: proportional(points) }
    }),
    limits: [{ y: 1_000, name: 'an API that answers 1,000 requests a second' }],
  })
}

/**
 * @param {readonly Measured[]} measured
 * @param {string} name
 */
const of = (measured, name) => measured.filter(one => one.name === name)

/**
 * @param {readonly Measured[]} measured
 * @param {string} name
 * @param {number} clients
 */
const sized = (measured, name, clients) => of(measured, name).filter(one => one.clients === clients)

/**
 * @param {Measured} measured
 * @param {'requests' | 'joins'} what
 * @returns {Series}
 */
function overTime({ mechanism, bins }, what) {
  // At the middle of its bin.
  const points = (bins?.[what] ?? []).map((count, bin) =>
    point(((bin + 0.5) * BIN_MS) / 1_000, (count * 1_000) / BIN_MS),
  )
  return { name: mechanism, points }
}

/**
 * What was not simulated, in proportion to the largest that was.
 *
 * @param {Series['points']} points
 */
function proportional(points) {
  const last = points.at(-1)
  return last === undefined ? [] : [last, point(100_000, (last[1] * 100_000) / last[0])]
}

/**
 * @param {number} x
 * @param {number} y
 * @returns {readonly [number, number]}
 */
const point = (x, y) => [x, y]
