import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apiOf } from './api.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-api-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('what an entry exports is told with the types that it names, wherever they are written', async () => {
  const files = {
    'index.d.ts': `export { open, type Options as OpenOptions } from './open.ts';\nexport * from './more.ts';\n`,
    'open.d.ts': `import type { Way } from './way.ts';
/** A comment is no part of it. */
export interface Options {
    /** Nor this one. */
    readonly way: Way;
}
export declare function open(options: Options): void;
export declare function open(path: string): void;
export declare function hidden(): void;
`,
    'way.d.ts': `export type Way = 'in' | 'out';\nexport type Unused = 1;\n`,
    'more.d.ts': `type Inner = string;\nexport declare const more: Inner;\n`,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  expect(apiOf([{ name: 'a', types: join(folder, 'index.d.ts') }])).toBe(
    `# a

export interface Options {
    readonly way: Way;
} // as OpenOptions
export declare const more: Inner;
export declare function open(options: Options): void;
export declare function open(path: string): void;

# named by these, not exported

type Inner = string;
type Way = 'in' | 'out';`,
  )
})
