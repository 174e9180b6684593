export { RealtimeProvider, type RealtimeProviderProps } from './provider.tsx'
export { useRealtime, type UseRealtime } from './use-realtime.ts'
export {
  useResurrectionPolling,
  type ResurrectionPollingOptions,
} from './use-resurrection-polling.ts'
export { coveredQueryDefaults, type CoveredQueryDefaults } from './covered-query-defaults.ts'
export { useFreshness, type Freshness } from './use-freshness.ts'
export { createUserClients, type UserClient, type UserClients } from './user-clients.ts'
export { UserBoundary, type UserBoundaryProps } from './user-boundary.tsx'
export { useHold } from './use-hold.ts'
export { useHeldMutation, type HeldMutationOptions } from './use-held-mutation.ts'
export { useOptimisticQuery } from './use-optimistic-query.ts'
export { useOptimisticMutation, type OptimisticMutationOptions } from './use-optimistic-mutation.ts'
export { useSource } from './use-source.ts'
