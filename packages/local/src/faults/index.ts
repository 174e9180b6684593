export type { ActName, ActScope, DropScope, StreamScope } from './act.ts'
export { ACTS, FAULTS, SCOPE, type ActKind, type FaultKind } from './catalogue.ts'
export type {
  Fault,
  FaultInfo,
  FaultOf,
  FaultPhase,
  FaultScope,
  FaultType,
  FrameKind,
  Service,
  StreamName,
} from './fault.ts'
export { createFaultClient, type FaultClient, type FaultClientHandle } from './fault-client.ts'
export type { FaultControl, FaultHandle } from './fault-control.ts'
export { FaultError } from './fault-error.ts'
export { accepted, type Field } from './field.ts'
export type { Outage, RealtimeMode, SwitchChange, Switches } from './switches.ts'
