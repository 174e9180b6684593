import { UsageError } from './usage-error.ts'

/** Adds the variables of a file to the environment; what is set already stays. Throws UsageError. */
export function readEnvFile(file: string | undefined): void {
  if (file === undefined) return
  try {
    process.loadEnvFile(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}
