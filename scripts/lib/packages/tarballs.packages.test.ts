import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, inject, test } from 'vitest'
import { publishedPackages, type Published } from './published.mjs'

/** How `require` and the resolution of before `exports` see a package. These packages are for `import`. */
const notForUs = ['node10', 'node16-cjs']

/** Loaded by address, not by an import: the page of the local backend, and its set-up of a test run. */
const loadedOtherwise = [/^dist\/testing\/global-setup\.js$/, /^dist\/.*worker\.js$/]

describe.each(publishedPackages())(
  'the tarball of $manifest.name',
  ({ folder, manifest, entries }) => {
    const { file, unpacked } =
      inject('packed').find(packed => packed.folder === folder) ?? expect.fail('was not packed')
    const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => normalize(join(entry.parentPath, entry.name)).slice(unpacked.length + 1))

    test('has what a stranger looks for: a licence, a manual, keywords', () => {
      expect(['LICENSE', 'README.md'].filter(name => !files.includes(name))).toEqual([])
      expect(manifest).toMatchObject({
        license: 'MIT',
        description: expect.stringMatching(/\.$/),
        keywords: expect.arrayContaining([expect.any(String)]),
        sideEffects: expect.anything(),
        engines: { node: expect.any(String) },
      })
    })

    test('has a manual that names every entry', () => {
      const manual = readFileSync(join(unpacked, 'README.md'), 'utf8')
      expect(entries.map(({ name }) => name).filter(name => !manual.includes(name))).toEqual([])
    })

    test('has no test in it', () => {
      expect(files.filter(name => /\.test\./.test(name))).toEqual([])
    })

    test('has every file that can be imported from it, and no code that nothing leads to', () => {
      const bins = Object.values(manifest.bin ?? {}).map(name => normalize(name))
      const starts = [...bins, ...entries.flatMap(({ code }) => code.map(name => normalize(name)))]
      const found = reachable(unpacked, starts)
      expect([...found].filter(name => !existsSync(join(unpacked, name)))).toEqual([])
      const code = files.filter(name => /^dist\/.*\.js$/.test(name))
      const others = code.filter(
        name => !found.has(name) && !loadedOtherwise.some(pattern => pattern.test(name)),
      )
      expect(others.filter(name => !isOfTypesOnly(join(unpacked, name)))).toEqual([])
    })

    test('carries the source that its maps point to', () => {
      const missing = files
        .filter(name => name.endsWith('.map'))
        .flatMap(name => {
          const { sources } = JSON.parse(readFileSync(join(unpacked, name), 'utf8')) as SourceMap
          return sources.map(source => normalize(join(dirname(name), source)))
        })
        .filter(source => !existsSync(join(unpacked, source)))
      expect(missing).toEqual([])
    })

    test('has no fault that publint knows', async () => {
      const tarball = (await readFile(file)).buffer as ArrayBuffer
      const { messages, pkg } = await publint({ pack: { tarball }, strict: true })
      expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([])
    })

    test('has types that every resolution finds and that say what the code does', async () => {
      const result = await checkPackage(createPackageFromTarballData(await readFile(file)), {
        excludeEntrypoints: ['./package.json'],
      })
      const problems = 'problems' in result ? result.problems : ['there are no types']
      const ours = problems.filter(
        problem =>
          typeof problem === 'string' ||
          !('resolutionKind' in problem && notForUs.includes(problem.resolutionKind)),
      )
      expect(ours).toEqual([])
    })

    test('shows its sources to nobody who did not ask for them by our own name', () => {
      const known = ['@everfresh/source', 'types', 'production', 'default']
      expect(conditionsOf(manifest).filter(name => !known.includes(name))).toEqual([])
    })
  },
)

interface SourceMap {
  readonly sources: readonly string[]
}

function conditionsOf({ exports }: Published['manifest']): readonly string[] {
  const targets = Object.values(exports).filter(target => typeof target === 'object')
  return targets.flatMap(target => Object.keys(target))
}

/** What follows from the imports in the compiled files, which are all written out. */
function reachable(folder: string, starts: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [...starts]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue
    found.add(name)
    if (!existsSync(join(folder, name))) continue
    const code = readFileSync(join(folder, name), 'utf8')
    for (const [, path = ''] of code.matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g))
      queue.push(normalize(join(dirname(name), path)))
  }
  return found
}

/** A module of types compiles to nothing, and the declarations alone lead to it. */
function isOfTypesOnly(file: string): boolean {
  const code = readFileSync(file, 'utf8')
  return /^(?:\s*(?:\/\/.*|\/\*[\s\S]*?\*\/|export \{\};))*\s*$/.test(code)
}
