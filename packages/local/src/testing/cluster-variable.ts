/** How the cluster that all workers of a test run share is announced to them. */
export const CLUSTER_VARIABLE = 'EVERFRESH_TEST_CLUSTER'
