import { cell, type Cell } from '@everfresh/core'

/** Whether this build has Everfresh's devtools: in development, and where it is built with `VITE_DEVTOOLS=true`. */
export const HAS_DEVTOOLS: boolean = import.meta.env.DEV || import.meta.env.VITE_DEVTOOLS === 'true'

/** Whether they are open: a key and a button open them, neither of which is where they are shown. */
export const devtoolsOpen: Cell<boolean> = cell(false)
