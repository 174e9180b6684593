import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { publishedPackages } from '../packages/published.mjs'
import { root } from '../root.mjs'

interface Exported {
  readonly name: string
  readonly file: string
}

/** What a module exports, its own or passed on by name. */
function exportsOf(file: string): readonly Exported[] {
  const code = readFileSync(file, 'utf8')
  const passedOn = [...code.matchAll(/^export (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm)].flatMap(
    ([, names = '', path = '']) =>
      names
        .split(',')
        .map(name => name.trim().replace(/^type /, ''))
        .filter(name => name !== '')
        .map(name => ({ name: name.split(' as ')[0] ?? '', file: join(dirname(file), path) })),
  )
  const all = [...code.matchAll(/^export \* from '(\.[^']+)'/gm)].flatMap(([, path = '']) =>
    exportsOf(join(dirname(file), path)),
  )
  const declared = /^export (?:async )?(?:const|function|class|interface|type|enum) (\w+)/gm
  const own = [...code.matchAll(declared)].map(([, name = '']) => ({ name, file }))
  return [...passedOn, ...all, ...own]
}

function hasDocstring({ name, file }: Exported): boolean {
  const code = readFileSync(file, 'utf8')
  const declaration = new RegExp(
    `(\\*/\\n)?^(?:export )?(?:declare )?(?:abstract )?(?:async )?(?:const|function|class|interface|type) ${name}\\b`,
    'm',
  ).exec(code)
  if (declaration !== null) return declaration[1] !== undefined
  // Passed on once more, by the module named.
  const next = exportsOf(file).find(one => one.name === name)
  return next !== undefined && hasDocstring(next)
}

test('each thing that a package exports says in place what it is', () => {
  const undocumented = publishedPackages().flatMap(({ folder, entries }) =>
    entries
      .map(({ js }) =>
        join(root, 'packages', folder, js.replace(/^(\.\/)?dist/, 'src').replace(/\.js$/, '.ts')),
      )
      .flatMap(exportsOf)
      .filter(exported => !hasDocstring(exported))
      .map(({ name, file }) => `${relative(root, file)}: ${name}`),
  )
  expect([...new Set(undocumented)]).toEqual([])
})
