import * as Plot from '@observablehq/plot'
import { Window } from 'happy-dom'

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {readonly (readonly [x: number, y: number])[]} points
 * @property {Series['points']} [continued] What was not simulated: dotted.
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {Axis} x
 * @property {Axis} y
 * @property {readonly Series[]} series At most as many as there are colours.
 * @property {readonly { y: number, name: string }[]} [limits] Lines across.
 *
 * @typedef {{ label: string, type: 'linear' | 'log', domain: readonly [number, number], ticks?: readonly number[] }} Axis
 */

const [WIDTH, HEIGHT] = [760, 400]
const LEGEND_LINE = 17
/** Told apart also by those who see few colours, on both backgrounds. */
const COLOURS = ['--one', '--two', '--three', '--four', '--five']

// A picture in a page cannot ask the page for its theme, only the reader's system.
const style = `
:root { color: #1f2328; background: #ffffff;
  --one: #cf222e; --two: #8250df; --three: #0969da; --four: #1a7f37; --five: #9a6700; }
@media (prefers-color-scheme: dark) { :root { color: #e6edf3; background: #0d1117;
  --one: #ff7b72; --two: #d2a8ff; --three: #79c0ff; --four: #56d364; --five: #e3b341; } }`

/**
 * Draws a chart as an SVG that is readable by itself, on a light and on a dark screen.
 *
 * @param {Chart} chart
 * @returns {string}
 */
export function draw({ title, x, y, series, limits = [] }) {
  // Plot needs a document to make elements in, and nothing of a browser. Its type asks for all of the DOM.
  const isLog = y.type === 'log'
  const document = /** @type {any} */ (new Window().document)
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginTop: 64 + LEGEND_LINE * series.length,
    marginLeft: 90,
    marginRight: 36,
    marginBottom: 44,
    style: { fontSize: '13px', background: 'none' },
    x: { ...axis(x), label: x.label, labelAnchor: 'center' },
    y: { ...axis(y), label: null, grid: true },
    marks: [
      Plot.text([`${y.label} ↑`], {
        frameAnchor: 'top-left',
        dx: -60,
        dy: -22,
        textAnchor: 'start',
      }),
      ...series.flatMap(({ points, continued = [] }, nth) => [
        line(points, isLog, { stroke: colour(nth), marker: points.length < 10 ? 'dot' : 'none' }),
        line(continued, isLog, { stroke: colour(nth), strokeDasharray: '1 6' }),
      ]),
      ...limits.flatMap(({ y: at, name }) => limit(at, name, y)),
      Plot.text([title], {
        frameAnchor: 'top-left',
        dy: -58 - LEGEND_LINE * series.length,
        dx: -60,
        fontSize: 15,
        fontWeight: 600,
        textAnchor: 'start',
        lineAnchor: 'top',
      }),
      ...series.map(({ name }, nth) =>
        Plot.text([`●  ${name}`], {
          frameAnchor: 'top-left',
          dy: -30 - LEGEND_LINE * (series.length - nth),
          dx: 0,
          textAnchor: 'start',
          lineAnchor: 'top',
          fill: colour(nth),
        }),
      ),
    ],
  })
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${svg.outerHTML.replace('<style>', `<style>${style}\n`)}\n`
}

/** @param {number} nth */
const colour = nth => `var(${COLOURS[nth] ?? '--one'})`

/** @param {Axis} axis */
function axis({ type, domain, ticks }) {
  return { type, domain, ...(ticks === undefined ? {} : { ticks }), tickFormat: readable }
}

/** @param {number} value */
export const readable = value => value.toLocaleString('en-US', { maximumFractionDigits: 1 })

/**
 * @param {Series['points']} points
 * @param {boolean} isLog
 * @param {import('@observablehq/plot').LineOptions} options
 */
function line(points, isLog, options) {
  // On a logarithmic axis nothing has no place: the line is broken there.
  const data = points.map(([x, y]) => ({ x, y: isLog && y <= 0 ? Number.NaN : y }))
  return Plot.line(data, { x: 'x', y: 'y', strokeWidth: 2, clip: true, ...options })
}

/**
 * @param {number} at
 * @param {string} name
 * @param {Axis} y
 */
function limit(at, name, { domain }) {
  const label = {
    frameAnchor: /** @type {const} */ ('right'),
    textAnchor: /** @type {const} */ ('end'),
    dy: -8,
  }
  if (at < domain[0] || at > domain[1]) return []
  return [
    Plot.ruleY([at], { strokeDasharray: '2 4', strokeOpacity: 0.7 }),
    Plot.text([{ at, name }], { ...label, y: 'at', text: 'name', fillOpacity: 0.8 }),
  ]
}
