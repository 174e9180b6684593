import { readable } from './chart.mjs'

/**
 * The results as rows of a table in Markdown.
 *
 * @param {readonly import('./measure.mjs').Measured[]} measured
 */
export function tableLines(measured) {
  const head = [
    '',
    'clients',
    'requests',
    'requests/s',
    'at the peak',
    'joins/s at the peak',
    'in its second',
  ]
  const rows = measured.map(({ name, mechanism, clients, requests, joins }) => [
    `${name}: ${mechanism}`,
    ...[
      clients,
      requests.total,
      requests.average,
      requests.peak,
      joins.peak,
      joins.fullestSecond,
    ].map(readable),
  ])
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`)
}
