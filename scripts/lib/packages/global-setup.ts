import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { build } from '../build.mjs'
import { root } from '../root.mjs'
import { pack } from './pack.mjs'
import { type Packed, unpack } from './unpack.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly packed: readonly Packed[]
  }
}

/** Builds and packs every package once, as a stranger would get it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { signal } = new AbortController()
  const scratch = await mkdtemp(join(tmpdir(), 'everfresh-packages-'))
  await build(root, signal)
  const tarballs = await pack(join(scratch, 'tarballs'), signal)
  const packed = await unpack(tarballs, scratch, signal)
  project.provide('packed', packed)
  return () => rm(scratch, { recursive: true, force: true })
}
