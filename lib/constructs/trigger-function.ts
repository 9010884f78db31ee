import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { TextMap } from '../protocol/text-map.ts';
import { keptOnceMade } from './kept-resource.ts';

/** What makes one trigger's function. */
export interface TriggerFunctionProps {
  /** The folder that is uploaded. */
  readonly folder: string;
  readonly description: string;
  readonly environment: TextMap;
  /** What it may do beside writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** @default - 5 seconds: Cognito waits no longer */
  readonly timeout?: Duration;
}

/**
 * Makes the function of one trigger, with a role and a log group of its own.
 *
 * The role has no managed policy: AWSLambdaBasicExecutionRole may write to every log group of the account.
 */
export function makeTriggerFunction(scope: Construct, id: string, props: TriggerFunctionProps): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Log`, {
    retention: props.logRetention,
    removalPolicy: keptOnceMade(props.removalPolicy),
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
  );
  for (const permission of props.permissions) role.addToPolicy(permission);
  return new LambdaFunction(scope, id, {
    description: props.description,
    code: Code.fromAsset(props.folder),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: 512,
    timeout: props.timeout ?? Duration.seconds(5),
    loggingFormat: LoggingFormat.JSON,
    logGroup,
    role,
    environment: { ...props.environment },
  });
}
