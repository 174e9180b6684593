import type { TestCluster } from './cluster.ts'

/** How the cluster that all workers of a test run share is announced to them. */
export const CLUSTER_VARIABLE = 'EVERFRESH_TEST_CLUSTER'

interface AnnouncedCluster extends TestCluster {
  readonly dataDir: string
}

/** Undefined where no test run has announced one. */
export function announcedCluster(): AnnouncedCluster | undefined {
  const announced = process.env[CLUSTER_VARIABLE]
  return announced === undefined ? undefined : (JSON.parse(announced) as AnnouncedCluster)
}
