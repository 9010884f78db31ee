export { FunctionHostClosedError, FunctionHostError, MissingBundleError, UnknownFunctionError } from './errors.ts';
export { type FunctionHostOptions, startFunctionHost } from './function-host.ts';
export { DEFAULT_LIMITS, type HostLimits } from './host-limits.ts';
export type {
  FunctionHost,
  FunctionLog,
  FunctionProcessStatus,
  HostInvocation,
  OutsideCall,
  Try,
} from './invocation.ts';
