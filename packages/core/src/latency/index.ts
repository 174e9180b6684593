export {
  measureLatency,
  type FamilyLatency,
  type Latency,
  type LatencyOptions,
  type LatencySample,
} from './latency.ts'
