import { asleep } from './asleep.mjs'
import { burst } from './burst.mjs'
import { dense, sparse } from './commits.mjs'
import { beforeReady, duringFirstFetch } from './first-fetch.mjs'
import { outage } from './outage.mjs'
import { ownEcho } from './own-echo.mjs'
import { slowQuery } from './slow-query.mjs'

/** In the order in which they run. The one that lets the clock jump is the last. */
export const scenarios = [
  sparse,
  dense,
  burst,
  outage,
  slowQuery,
  duringFirstFetch,
  beforeReady,
  ownEcho,
  asleep,
]
