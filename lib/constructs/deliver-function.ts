import { relative } from 'node:path';
import { Annotations, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { TextMap } from '../protocol/text-map.ts';
import { handlerFileIn } from './handler-source.ts';
import type { TriggerHandlers } from './trigger-handlers.ts';

/** The handlers, Create's told who delivers: its environment is made before that is known. */
export const tellDeliverer = (handlers: TriggerHandlers, deliverer: TextMap): TriggerHandlers => {
  const { CreateAuthChallenge: create } = handlers.functions;
  const { inspected } = create;
  const told = { ...inspected, environment: { ...inspected.environment, ...deliverer } };
  return { ...handlers, functions: { ...handlers.functions, CreateAuthChallenge: { ...create, inspected: told } } };
};

/** How long a message may take: a send that certainly failed is tried again within. */
export const DELIVERY_TIME = Duration.seconds(30);

/**
 * Lets a function have messages delivered by another one, which Lambda invokes when it can, and once more where that fails. What is
 * older than five minutes is of no use to anybody.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export function letDeliver(create: LambdaFunction, deliver: LambdaFunction): void {
  deliver.configureAsyncInvoke({ retryAttempts: 1, maxEventAge: Duration.minutes(5) });
  create.addToRolePolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [deliver.functionArn] }));
}

/** Warns of a handler that has a file of its own and delivers nothing, so that nobody takes it for deployed. */
export function warnOfIdleDeliverer(scope: Construct, lambdas: string, hasLedger: boolean): void {
  const file = handlerFileIn(lambdas, 'DeliverMessage');
  if (file === undefined) return;
  const why = hasLedger
    ? 'no challenge of the flow has limits.messages'
    : 'with ledger: false CreateAuthChallenge delivers messages itself';
  Annotations.of(scope).addWarningV2(
    'countersign:delivers-nothing',
    `${relative(process.cwd(), file)} isn't deployed: ${why}`,
  );
}
