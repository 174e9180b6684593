import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { run } from '../command.mjs'
import { root } from '../root.mjs'

/** The blocks of docs/ that begin with a path below `folder`, such as `// src/main.tsx`. */
async function filesBelow(
  folder: string,
): Promise<readonly (readonly [path: string, code: string])[]> {
  const docs = join(root, 'docs')
  const pages = (await readdir(docs)).filter(name => name.endsWith('.md'))
  const texts = await Promise.all(pages.map(name => readFile(join(docs, name), 'utf8')))
  const block = new RegExp(`^\`\`\`tsx?\\n(// (${folder}/\\S+)\\n[\\s\\S]*?)^\`\`\`$`, 'gm')
  return texts.flatMap(text =>
    Array.from(text.matchAll(block), ([, code = '', path = '']) => [path, code] as const),
  )
}

/** What event-maps.md says of its files: together they make a realtime. */
const together = [
  'src/together.ts',
  `import { createRealtime } from '@everfresh/core'
import { families, rules, toEvents } from './event-map'
import { auth, supabase } from './everfresh'
import { listSource } from './source'
createRealtime({ auth, source: listSource(supabase), toEvents, rules, families })
`,
] as const

test('the files of the app of getting-started.md that docs/ shows compile, each with the others', async () => {
  const files = await filesBelow('src')
  const paths = files.map(([path]) => path)
  expect(paths).toContain('src/everfresh.ts')
  expect(new Set(paths).size, 'no path stands for two files').toBe(paths.length)

  const folder = await mkdtemp(join(tmpdir(), 'everfresh-docs-'))
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
    const tsconfig = {
      extends: join(root, 'tsconfig.tests.json'),
      compilerOptions: { types: ['vite/client'] },
      include: ['src'],
    }
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig))
    for (const [path, code] of [...files, together]) {
      await mkdir(join(folder, dirname(path)), { recursive: true })
      await writeFile(join(folder, path), code)
    }
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const { signal } = new AbortController()
    const { output } = await run(process.execPath, [tsc, '-p', folder], { cwd: folder, signal })
    expect(output).toBe('')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('the files of a Next.js app that docs/ shows are those of examples/next, which is built and run', async () => {
  const files = await filesBelow('app')
  expect(files.map(([path]) => path)).toEqual(['app/page.tsx', 'app/providers.tsx'])
  for (const [path, code] of files) {
    expect(code).toBe(`// ${path}\n${await readFile(join(root, 'examples/next', path), 'utf8')}`)
  }
})
