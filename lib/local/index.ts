export {
  AppFailedError,
  AppNotFoundError,
  AssemblyError,
  GivenValueError,
  type GivenValues,
  LocalAppError,
  synthesizeLocalApp,
  UnresolvableValueError,
  UnsupportedTemplateError,
  watchLocalApp,
} from './app/index.ts';
export {
  AddressError,
  FolderInUseError,
  LocalPoolError,
  PortInUseError,
  SeedError,
  StorageError,
  UnlockError,
} from './errors.ts';
export type { EventTry } from './event-invocations.ts';
export {
  type FunctionHost,
  FunctionHostError,
  type FunctionLog,
  type HostInvocation,
  type OutsideCall,
  startFunctionHost,
  type Try,
} from './host/index.ts';
export { DEFAULT_PORT } from './local-endpoint.ts';
export type { IssuerKind, LocalPool, LocalPoolOptions } from './local-pool.ts';
export type {
  LocalApp,
  LocalAttribute,
  LocalAuthenticationMessages,
  LocalClientDefinition,
  LocalDeviceConfiguration,
  LocalFirstAuthFactor,
  LocalFunction,
  LocalGroupDefinition,
  LocalMfaFactor,
  LocalPasswordPolicy,
  LocalPoolDefinition,
  LocalRecoveryMechanism,
  LocalTimeUnit,
  LocalTokenValidityUnits,
  LocalWebAuthnConfiguration,
  SeedUser,
} from './model.ts';
export { type RunLocalOptions, type RunningLocal, runLocal } from './run-local.ts';
export {
  clientsIn,
  defaultClient,
  type LocalConfig,
  type PoolClientConfig,
  type PoolConfig,
  signInOptions,
} from './server/pool-config.ts';
export { oncePerService, type RefusedCall } from './stand-ins/refused-call.ts';
export type { StandIns, StandInsOptions } from './stand-ins/stand-ins.ts';
export { startStandIns } from './stand-ins/start-stand-ins.ts';
export { startLocalPool } from './start-local-pool.ts';
export type { Storage } from './store/database.ts';
export type {
  CallBeginTrace,
  CallTrace,
  Trace,
  TraceEvent,
  TracePiece,
  TriggerBeginTrace,
  TriggerTrace,
} from './trace.ts';
export type { Unlock } from './unlocker.ts';
