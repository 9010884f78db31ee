import type { JsonObject } from '../settings/json-values.ts';
import type { DeployTarget } from './deploy-target.ts';
import type { GivenValues } from './given-values.ts';
import type { Identity, NamedStack } from './identity.ts';

/** A stack of the cloud assembly, as it was written. */
export interface StackSource extends NamedStack {
  readonly region: string;
  readonly accountId: string;
  readonly template: JsonObject;
  /** Absolute paths of the assets, by their hashes and by the keys that stand in the template. */
  readonly assets: ReadonlyMap<string, string>;
}

/** A resource of a stack, its properties resolved as they are asked for. */
export interface StackResource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly type: string;
  readonly metadata: JsonObject;
  /**
   * A property, with every reference resolved.
   *
   * @throws UnresolvableValueError that names the resource and the property
   */
  property(name: string): unknown;
  /**
   * The members of an object below a property, each resolved by itself as it is asked for.
   *
   * @param path the property, and the names below it; none: the properties themselves
   */
  members(...path: readonly string[]): Readonly<Record<string, () => unknown>>;
}

/** A stack whose references can be resolved. */
export interface Stack {
  readonly source: StackSource;
  /** The logical id by which another stack nests it. @default - none does */
  readonly nestedAs?: string | undefined;
  /** The stacks that it nests, as far as their templates are files of the app. */
  nested(): readonly Stack[];
  /** Those whose condition holds. */
  readonly resources: readonly StackResource[];
  resource(logicalId: string): StackResource | undefined;
  output(name: string): unknown;
  /** By export name, unresolved outputs by `Outputs` name. */
  exported(exportName: string): { readonly value: unknown } | undefined;
}

/** All that a value of a template may be told by. */
export interface AppSurroundings {
  readonly identity: Identity;
  readonly given: GivenValues;
  /** Where stacks are that don't say it. */
  readonly target: DeployTarget;
  /** All stacks of the app, as far as they are made. */
  readonly stacks: readonly Stack[];
}
