import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { root } from '../root.mjs'
import { publishedPackages } from './published.mjs'
import type { Packed } from './unpack.mjs'

/** What an app that runs `code` loads of our packages. */
export interface Bundle {
  /** Minified and gzipped, in bytes. */
  readonly size: number
  /** The files that it consists of. */
  readonly files: readonly string[]
}

const START = 'virtual:start'

/** Bundles `code` with the packed packages as a browser gets them, without the packages that `isLeftOut` names. */
export function bundle(
  code: string,
  packed: readonly Packed[],
  isLeftOut: (name: string) => boolean = () => false,
): Promise<Bundle> {
  const files = filesOfEntries(packed)
  return bundleFrom(root, { code, isLeftOut, fileOf: name => files.get(name) })
}

interface Sources {
  readonly code: string
  readonly isLeftOut?: (name: string) => boolean
  /** The file that stands for a package, where it is not the installed one. */
  readonly fileOf?: (name: string) => string | undefined
}

/** Bundles `code` with the packages that are installed in `folder`, without React, TanStack Query and Supabase. */
export async function bundleFrom(
  folder: string,
  { code, isLeftOut = () => false, fileOf = () => undefined }: Sources,
): Promise<Bundle> {
  const output = (await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'packed',
        enforce: 'pre',
        resolveId: name => (name === START ? START : isLeftOut(name) ? undefined : fileOf(name)),
        load: id => (id === START ? code : undefined),
      },
    ],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: START,
        preserveEntrySignatures: 'strict',
        external: name =>
          /^(react|react-dom|@tanstack|@supabase)(\/|$)/.test(name) || isLeftOut(name),
      },
    },
  })) as Rolldown.RolldownOutput
  const chunks = output.output.filter(chunk => chunk.type === 'chunk')
  return {
    size: gzipSync(chunks.map(chunk => chunk.code).join(''), { level: 9 }).length,
    files: chunks.flatMap(chunk => chunk.moduleIds.filter(id => id !== START)),
  }
}

/** Each entry's name, and the packed file that it stands for. */
export function filesOfEntries(packed: readonly Packed[]): ReadonlyMap<string, string> {
  return new Map(
    publishedPackages().flatMap(({ folder, entries }) => {
      const unpacked = packed.find(one => one.folder === folder)?.unpacked ?? ''
      return entries.map(({ name, js }) => [name, join(unpacked, js)] as const)
    }),
  )
}
