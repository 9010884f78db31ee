import { isDeepStrictEqual } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Finding } from '../bypass/settings.ts';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import { isRecord } from '../protocol/is-record.ts';
import { customResourceFindings } from './custom-resource-findings.ts';
import { environmentFindings } from './environment-findings.ts';
import type { InspectedFunction } from './inspect-function.ts';
import { invokeFindings } from './invoke-findings.ts';
import { lambdaFindings } from './lambda-findings.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';
import { rewrittenFindings } from './rewritten-findings.ts';

/** A function, as it was made. */
export interface MadeFunction {
  /** Undefined where it is none of the pool's. */
  readonly trigger: CustomAuthTrigger | undefined;
  readonly function: LambdaFunction;
  /** What {@link codeOf} gave when it was made. */
  readonly code: unknown;
  /** Undefined where the CDK skips the bundling of its stack. */
  readonly inspected: InspectedFunction | undefined;
}

/** A function's code, as the template has it. */
export const codeOf = (fn: LambdaFunction): unknown => renderedProperties(fn.node.defaultChild as CfnFunction).Code;

/**
 * What a deployment would have otherwise than it was checked: triggers of the pool that are replaced, properties of the
 * functions that are overridden, environment variables that the flow could depend on, what custom resources set, others
 * than the pool who may invoke the functions, and macros that rewrite them.
 *
 * Ask at synth: all of them may be changed after the construct.
 */
export function deployedFindings(userPool: UserPool, functions: readonly MadeFunction[]): readonly Finding[] {
  const own = functions.map((made) => made.function);
  return [
    ...customResourceFindings(userPool, own),
    ...invokeFindings(userPool, own),
    ...rewrittenFindings(userPool, own),
    ...functions.flatMap((made) => triggerFindings(userPool, made)),
    ...functions.flatMap((made) => {
      const rendered = renderedProperties(made.function.node.defaultChild as CfnFunction);
      return [
        ...propertyFindings(made, rendered),
        ...(made.inspected ? environmentFindings(made.function, rendered.Environment, made.inspected) : []),
        ...(made.inspected ? lambdaFindings(made.function, made.inspected) : []),
      ];
    }),
  ];
}

function triggerFindings(userPool: UserPool, { trigger, function: fn }: MadeFunction): readonly Finding[] {
  if (trigger === undefined) return [];
  const { LambdaConfig: config } = renderedProperties(resourceOf(userPool));
  const expected = Stack.of(userPool).resolve(fn.functionArn);
  if (isRecord(config) && isDeepStrictEqual(config[trigger], expected)) return [];
  const { path } = userPool.node;
  const id = `${path}: replaces the trigger ${trigger}`;
  const message = `${path}.LambdaConfig.${trigger} is not ${fn.node.path}, the function that was checked: take out what replaces it`;
  return [{ id, message }];
}

/** What decides which code runs, how, and what it may do. Memory, layers and the like may be changed. */
function propertyFindings(
  { function: fn, code }: MadeFunction,
  rendered: Readonly<Record<string, unknown>>,
): readonly Finding[] {
  const expected = {
    Code: code,
    Handler: 'index.handler',
    Runtime: fn.runtime.name,
    Timeout: fn.timeout?.toSeconds(),
    Role: Stack.of(fn).resolve(fn.role?.roleArn),
    PackageType: undefined,
    ImageConfig: undefined,
    CapacityProviderConfig: undefined,
  };
  return Object.entries(expected)
    .filter(([name, value]) => !isDeepStrictEqual(rendered[name], value))
    .map(([name]) => {
      const { path } = fn.node;
      return {
        id: `${path}: overrides ${name}`,
        message: `${path}.${name} is overridden, and is not what was checked: take the override out`,
      };
    });
}
