import { machine as anyMachine } from '../../lib/testing/samples.ts'

/** A machine, and when it measured. */
export const machine = { ...anyMachine, date: '2026-11-27T00:00:00.000Z', commit: 'abc' }
