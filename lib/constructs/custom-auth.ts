import { resolve } from 'node:path';
import { Annotations, Aws, Fn, RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { CustomAuthTrigger } from '../protocol/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { assertAcknowledgements, unacknowledged } from './acknowledged.ts';
import { makeAppClient } from './app-client.ts';
import { assertTakesTriggers, attachTriggers } from './attach-triggers.ts';
import { bypassFindings } from './bypass-findings.ts';
import { assertKnownProps, type CustomAuthProps } from './custom-auth-props.ts';
import { makeUserPool } from './default-user-pool.ts';
import { emailEnvironment } from './email-sender.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { assertSupportedNeeds } from './supported-needs.ts';
import { makeTriggerFunction } from './trigger-function.ts';
import { loadTriggerHandlers, neededEnvironment, type PerTrigger, type TriggerHandlers } from './trigger-handlers.ts';
import { triggerPermissions } from './trigger-permissions.ts';

/**
 * A sign-in flow on a user pool: the pool, the three functions that Cognito invokes, and the app client.
 *
 * The flow is proven before it is deployed: the very bundles that are uploaded are loaded and checked, and synth fails
 * where a path through the flow would issue tokens without a real factor, or where a door stands open beside it.
 *
 * @example
 * const auth = new CustomAuth(this, 'SignIn', { lambdas: 'lambdas', email: { from: 'no-reply@example.com' } });
 * table.grantReadData(auth.createAuthChallenge);
 */
export class CustomAuth extends Construct {
  readonly defineAuthChallenge: LambdaFunction;
  readonly createAuthChallenge: LambdaFunction;
  readonly verifyAuthChallengeResponse: LambdaFunction;
  readonly userPool: UserPool;
  readonly userPoolClient: UserPoolClient;
  /** The flow: its verdict, diagram and challenges. Undefined where the CDK skips the bundling of this stack. */
  readonly flow: FlowReport | undefined;

  /**
   * @throws EntryMissingError, CompileError, LoadError, ForeignModuleError, EsbuildMissingError if the handlers can't be
   * bundled and loaded; FlowRejectedError if their flow doesn't check; UserPoolError if the pool can't take it; PropertyError;
   * UnknownOptionError.
   */
  constructor(scope: Construct, id: string, props: CustomAuthProps) {
    super(scope, id);
    assertKnownProps(props);
    const { acknowledgements = [], removalPolicy = RemovalPolicy.RETAIN } = props;
    assertAcknowledgements(acknowledgements);
    const existing = props.userPool && assertTakesTriggers(props.userPool);
    const environment = this.environmentOf(props);
    const handlers = this.loadHandlers(props, environment);
    this.flow = handlers?.flow;
    if (this.flow) assertSupportedNeeds(this.flow);

    const makeFunction = (trigger: CustomAuthTrigger): LambdaFunction =>
      makeTriggerFunction(this, trigger, {
        folder: handlers?.bundles[trigger].folder ?? resolve(props.lambdas),
        description: `${trigger} of ${this.node.path}`.slice(0, 256),
        environment: {
          ...(this.flow && trigger !== 'DefineAuthChallenge' && neededEnvironment(this.flow)),
          ...environment[trigger],
        },
        permissions: this.flow ? triggerPermissions(this, trigger, this.flow, props.email) : [],
        logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
        removalPolicy,
      });
    this.defineAuthChallenge = makeFunction('DefineAuthChallenge');
    this.createAuthChallenge = makeFunction('CreateAuthChallenge');
    this.verifyAuthChallengeResponse = makeFunction('VerifyAuthChallengeResponse');

    this.userPool =
      existing ??
      makeUserPool(this, 'UserPool', {
        customAttributes: props.customAttributes ?? {},
        selfSignUpEnabled: props.selfSignUpEnabled ?? true,
        removalPolicy,
        deletionProtection: props.deletionProtection,
      });
    attachTriggers(this.userPool, {
      DefineAuthChallenge: this.defineAuthChallenge,
      CreateAuthChallenge: this.createAuthChallenge,
      VerifyAuthChallengeResponse: this.verifyAuthChallengeResponse,
    });
    const known = this.flow ?? { attributes: [], challenges: [] };
    this.userPoolClient = makeAppClient(this, this.userPool, known, props.client);

    this.node.addValidation({
      validate: () => [...unacknowledged(bypassFindings(this.userPool, this.flow), acknowledgements)],
    });
    Annotations.of(this).addInfoV2(
      'countersign:clients-outside-the-app',
      'app clients that are added to the user pool outside this app cannot be seen here: ' +
        'one that allows SRP, a password, USER_AUTH or OAuth lets users in beside the flow',
    );
  }

  /** The functions' own environment variables. None names the pool or the client: that would be a cycle. */
  private environmentOf({ email, environment = {} }: CustomAuthProps): PerTrigger<TextMap> {
    return {
      DefineAuthChallenge: environment,
      CreateAuthChallenge: {
        ...(email && emailEnvironment(email)),
        // arn:aws:cloudformation:…:stack/NAME/UUID. Stable, and known to nobody outside the account.
        COUNTERSIGN_DECOY_SECRET: Fn.select(2, Fn.split('/', Aws.STACK_ID)),
        ...environment,
      },
      VerifyAuthChallengeResponse: environment,
    };
  }

  /** Undefined where the CDK needs no bundles of this stack: `cdk ls`, `cdk destroy`, other stacks' deployment. */
  private loadHandlers({ lambdas }: CustomAuthProps, environment: PerTrigger<TextMap>): TriggerHandlers | undefined {
    const stack = Stack.of(this);
    if (!stack.bundlingRequired) return undefined;
    const region = Token.isUnresolved(stack.region) ? 'us-east-1' : stack.region;
    const inLambda = (own: TextMap) => ({ AWS_REGION: region, ...own });
    return loadTriggerHandlers({
      lambdas: resolve(lambdas),
      into: resolve(Stage.of(this)?.assetOutdir ?? 'cdk.out', '.countersign'),
      environment: {
        DefineAuthChallenge: inLambda(environment.DefineAuthChallenge),
        CreateAuthChallenge: inLambda(environment.CreateAuthChallenge),
        VerifyAuthChallengeResponse: inLambda(environment.VerifyAuthChallengeResponse),
      },
    });
  }
}
