import { byId, element, head, pill, show } from './dom.js'

/** Shows the project's tables. */
export function showTables(tables) {
  byId('table-count').textContent = tables.length === 0 ? '' : String(tables.length)
  show('tables', tables, () => (tables.length === 0 ? [none()] : [table(tables)]))
}

function none() {
  const text = element('p.empty', 'No tables yet: put SQL into ')
  text.append(element('code', 'supabase/migrations'), ', or try ')
  text.append(element('code', "everfresh-local sql 'create table …'"), '.')
  return text
}

function table(tables) {
  return element(
    'table',
    head(['table', 'rows#', 'row security', 'realtime']),
    element('tbody', ...tables.map(row)),
  )
}

function row({ schema, table: name, rows, hasRowSecurity, policies, isPublished }) {
  const policy = policies === 1 ? '1 policy' : `${policies} policies`
  return element(
    'tr',
    element('td.wide.mono', schema === 'public' ? name : `${schema}.${name}`),
    element('td.number', `~${rows.toLocaleString('en')}`),
    element('td', hasRowSecurity ? pill('good', policy) : pill('warn', 'off')),
    element('td', isPublished ? pill('good', 'published') : pill('plain', 'no')),
  )
}
