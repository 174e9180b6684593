import { soon } from './person.ts'

/** Waits until the fault has struck. */
export async function struck(fault: { strikes(): number }): Promise<void> {
  await soon(() => fault.strikes()).toBeGreaterThan(0)
}
