import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, inject, test } from 'vitest'
import { declarationsReader, declaredAt, type Place } from './declarations.ts'
import { publishedPackages } from './published.mjs'

function hasDocstring({ file, name }: Place): boolean {
  const declaration = new RegExp(
    `(\\*/\\n)?^(?:export )?(?:declare )?(?:abstract )?(?:const|function|class|interface|type) ${name}\\b`,
    'm',
  ).exec(readFileSync(file, 'utf8'))
  return declaration?.[1] !== undefined
}

test.each(publishedPackages())(
  'each thing that $manifest.name exports says in place what it is',
  ({ folder, entries }) => {
    const { unpacked } = inject('packed').find(one => one.folder === folder) ?? expect.fail()
    const read = declarationsReader()
    const exported = entries.flatMap(({ types }) => [
      ...read(join(unpacked, types)).exported.values(),
    ])
    const undocumented = exported
      .map(place => declaredAt(place, read))
      .filter(place => !hasDocstring(place))
      .map(({ file, name }) => `${relative(unpacked, file)}: ${name}`)
    expect([...new Set(undocumented)]).toEqual([])
  },
)
