export { CustomAuth } from './custom-auth.ts';
export type {
  Acknowledgement,
  CustomAuthClientOptions,
  CustomAuthProps,
  EmailSender,
  LedgerOptions,
  LedgerTable,
} from './custom-auth-props.ts';
export {
  CallbackHandlerError,
  CompileError,
  DeploymentError,
  EntryMissingError,
  EsbuildMissingError,
  FlowRejectedError,
  ForeignModuleError,
  LoadError,
  PropertyError,
  UserPoolError,
} from './errors.ts';
export type { ChallengeReport, FlowReport } from './inspection/inspection-report.ts';
