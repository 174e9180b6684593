import { expect, test } from 'vitest'
import { filterColumns } from './filter-columns.ts'

test.each([
  [undefined, []],
  ['', []],
  ['project_id=eq.42', ['project_id']],
  ['status=in.(a,b=c),project_id=eq.1', ['status', 'project_id']],
  ['name=eq."Doe, J=1\\", x=2",id=gt.3,id=lt.9', ['name', 'id']],
])('the columns of the filter %s', (filter, columns) => {
  expect(filterColumns(filter)).toEqual(columns)
})
