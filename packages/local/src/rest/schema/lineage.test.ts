import { expect, it } from 'vitest'
import { originsIn, resolve } from './lineage.ts'

const entry = (number: number, relation: number, column: number, expression = '{VAR :varno 1}') =>
  `{TARGETENTRY :expr ${expression} :resno ${number} :resname a\\{b :ressortgroupref 0 :resorigtbl ${relation} :resorigcol ${column} :resjunk false}`

it('finds where the columns of a view come from', () => {
  const inner = `{QUERY :targetList (${entry(1, 99, 9)})}`
  const tree = `({QUERY :rtable ({RTE :subquery ${inner}}) :targetList (${entry(1, 16, 2)} ${entry(2, 0, 0)} ${entry(3, 17, 4, inner)}) :rowMarks <>})`
  expect(originsIn(tree)).toEqual(
    new Map([
      [1, { relation: 16, column: 2 }],
      [3, { relation: 17, column: 4 }],
    ]),
  )
})

it('follows a view of a view to the table, and loses what is computed on the way', () => {
  const views = new Map([
    [2, new Map([[1, { relation: 1, column: 5 }]])],
    [
      3,
      new Map([
        [7, { relation: 2, column: 1 }],
        [8, { relation: 2, column: 2 }],
      ]),
    ],
  ])
  expect(resolve(views, { relation: 3, column: 7 })).toEqual({ relation: 1, column: 5 })
  expect(resolve(views, { relation: 3, column: 8 })).toBeUndefined()
  expect(resolve(views, { relation: 1, column: 1 })).toEqual({ relation: 1, column: 1 })
})
