import type { JsonObject } from '../settings/json-values.ts';

/** A stack of the cloud assembly, as it was written. */
export interface StackSource {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly template: JsonObject;
  /** Absolute paths of the assets, by the hash that stands in the template's `S3Key`. */
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
}

/** A stack whose references can be resolved. */
export interface Stack {
  readonly source: StackSource;
  /** Those whose condition holds. */
  readonly resources: readonly StackResource[];
  resource(logicalId: string): StackResource | undefined;
  output(name: string): unknown;
  /** By export name, unresolved outputs by `Outputs` name. */
  exported(exportName: string): { readonly value: unknown } | undefined;
}
