import { type CfnElement, type CfnResource, type ITokenResolver, Lazy, Stack, Tokenization } from 'aws-cdk-lib';
import type { CfnUserPool, UserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { isRecord } from '../protocol/is-record.ts';

/** The pool's own CloudFormation resource. */
export const resourceOf = (userPool: UserPool): CfnUserPool => userPool.node.defaultChild as CfnUserPool;

/** What a macro of its own rewrites stands beside this. */
export const MACRO = 'Fn::Transform';

/** A resource as a template has it: a macro for all of it stands among its properties. */
export interface RenderedResource {
  readonly logicalId: string;
  readonly type: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What CDK itself calls to write a template; it isn't in its types. */
interface Rendered {
  _toCloudFormation(): object;
}

/**
 * The resources that an element of a stack puts into its template, under CloudFormation's names: overrides that were
 * added by hand included, and references as `Ref` and `Fn::…`, unless a resolver writes them otherwise. One for a
 * resource; as many as there are for a template that is included as it is.
 */
export function renderedResources(element: CfnElement, resolver?: ITokenResolver): readonly RenderedResource[] {
  const rendered = (element as CfnElement & Rendered)._toCloudFormation();
  const template = resolver
    ? Tokenization.resolve(rendered, { scope: element, resolver })
    : Stack.of(element).resolve(rendered);
  if (!isRecord(template) || !isRecord(template.Resources)) return [];
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    if (!isRecord(resource)) return [];
    const { Type: type, Properties: properties, [MACRO]: macro } = resource;
    const rewritten = macro === undefined ? {} : { [MACRO]: macro };
    return [{ logicalId, type, properties: { ...rewritten, ...(isRecord(properties) ? properties : {}) } }];
  });
}

/** Whether an element puts resources into its template, as one of your own may, or a template that is included. */
export const hasResources = (element: CfnElement): boolean =>
  'Resources' in (element as CfnElement & Rendered)._toCloudFormation();

/** A resource's properties as the template will have them. */
export const renderedProperties = (resource: CfnResource): Readonly<Record<string, unknown>> =>
  renderedResources(resource)[0]?.properties ?? {};

/**
 * A text that is made of a pool's properties when the template is written: a pool may be overridden until then.
 *
 * @param userPool asked for late, since the functions that are told are made before the pool
 */
export const toldOfPool = (
  userPool: () => UserPool,
  textOf: (properties: Readonly<Record<string, unknown>>) => string,
): string => Lazy.uncachedString({ produce: () => textOf(renderedProperties(resourceOf(userPool()))) });

/** A function's environment variables as the template will have them; none where only the deployment knows which. */
export function renderedVariables({ node }: LambdaFunction): Readonly<Record<string, unknown>> {
  const { Environment: environment } = renderedProperties(node.defaultChild as CfnFunction);
  return isRecord(environment) && isRecord(environment.Variables) ? environment.Variables : {};
}
