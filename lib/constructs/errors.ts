import { CodedError } from '../protocol/coded-error.ts';

/** The base of every error of a deployment; `code` never changes, the message may. */
export abstract class DeploymentError extends CodedError {}

/** esbuild, which the constructs need beside aws-cdk-lib, isn't installed. */
export class EsbuildMissingError extends DeploymentError {
  override readonly name = 'EsbuildMissingError';
  readonly code = 'esbuild-missing';
}

/** There is no file to bundle. */
export class EntryMissingError extends DeploymentError {
  override readonly name = 'EntryMissingError';
  readonly code = 'entry-missing';
}

/** A file doesn't compile; the message says which line. */
export class CompileError extends DeploymentError {
  override readonly name = 'CompileError';
  readonly code = 'compile';
  /** Absolute paths of what is to be repaired, so far as it is known. */
  readonly files: readonly string[];

  constructor(message: string, files: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.files = files;
  }
}

/** A bundle can't be loaded: it throws, ends its process, or never comes to an end. */
export class LoadError extends DeploymentError {
  override readonly name = 'LoadError';
  readonly code = 'load';
}

/** A module loads, and exports nothing that this framework made. */
export class ForeignModuleError extends DeploymentError {
  override readonly name = 'ForeignModuleError';
  readonly code = 'foreign-module';
}

/** A handler takes a callback, by its number of parameters: on Node.js 24 Lambda doesn't load it. */
export class CallbackHandlerError extends DeploymentError {
  override readonly name = 'CallbackHandlerError';
  readonly code = 'callback-handler';
}

/** The flow doesn't check, or the three handlers don't carry the same one. */
export class FlowRejectedError extends DeploymentError {
  override readonly name = 'FlowRejectedError';
  readonly code = 'flow-rejected';
}

/** The user pool can't take the flow. */
export class UserPoolError extends DeploymentError {
  override readonly name = 'UserPoolError';
  readonly code = 'user-pool';
}

/** A property is missing or makes no sense. */
export class PropertyError extends DeploymentError {
  override readonly name = 'PropertyError';
  readonly code = 'property';
}
