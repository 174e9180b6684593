import { mkdtemp, mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { build } from '../build.mjs'
import { run } from '../command.mjs'
import { root } from '../root.mjs'
import { pack } from './pack.mjs'

/** A tarball, and the folder that it was unpacked into. */
export interface Packed {
  readonly folder: string
  readonly file: string
  readonly unpacked: string
}

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
  const packed: Packed[] = []
  for (const { folder, file } of tarballs) {
    const unpacked = join(scratch, folder)
    await mkdir(unpacked)
    const args = ['-xzf', file, '-C', unpacked, '--strip-components=1']
    const { code, output } = await run('tar', args, { cwd: root, signal })
    if (code !== 0) throw new Error(`${file} cannot be unpacked.\n${output}`)
    packed.push({ folder, file, unpacked })
  }
  project.provide('packed', packed)
  return () => rm(scratch, { recursive: true, force: true })
}
