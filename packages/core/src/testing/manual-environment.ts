import type { Environment } from '../environment.ts'
import { cell, type Cell } from '../source.ts'

/** An environment whose every sign can be set. */
export interface ManualEnvironment extends Environment {
  readonly visible: Cell<boolean>
  readonly online: Cell<boolean>
  readonly active: Cell<boolean>
  readonly frugal: Cell<boolean>
  readonly resumed: Cell<number>
}

/** Visible, online, active, awake and not frugal until told otherwise. */
export function manualEnvironment(): ManualEnvironment {
  return {
    visible: cell(true),
    online: cell(true),
    active: cell(true),
    frugal: cell(false),
    resumed: cell(0),
  }
}
