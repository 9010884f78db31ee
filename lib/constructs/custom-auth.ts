import { resolve } from 'node:path';
import { Annotations, Aspects, Lazy, RemovalPolicy, Stack, Stage, Token } from 'aws-cdk-lib';
import type { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BUNDLES_FOLDER } from '../protocol/bundle-inputs.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { assertAcknowledgements } from './acknowledged.ts';
import { makeAppClient } from './app-client.ts';
import { assertTakesTriggers, attachTriggers } from './attach-triggers.ts';
import { bundlingRequired } from './bundling-required.ts';
import { judgeFindings } from './bypass-findings.ts';
import { caseSensitive } from './case-sensitive.ts';
import { assertKnownProps, type CustomAuthProps, type LedgerTable } from './custom-auth-props.ts';
import { decoySecret, weakDecoySecret } from './decoy-secret.ts';
import { makeUserPool } from './default-user-pool.ts';
import { DELIVERY_TIME, letDeliver, tellDeliverer, warnOfIdleDeliverer } from './deliver-function.ts';
import { codeOf, deployedFindings, type MadeFunction } from './deployed-findings.ts';
import { emailEnvironment } from './email-sender.ts';
import type { HandlerName } from './handler-source.ts';
import type { FlowReport } from './inspection/inspection-report.ts';
import { assertNoOwnLedger, ledgerFindings, noLedgerFinding, WITHOUT_LEDGER } from './ledger-findings.ts';
import {
  type LedgerResources,
  ledgerEnvironment,
  ledgerPermissions,
  letUseKey,
  makeLedger,
  NO_LEDGER,
} from './ledger-resources.ts';
import { ledgerTableFault } from './ledger-table-fault.ts';
import { assertProps, assertSameEnvironment, environmentTooLarge, keptUnverified } from './limits.ts';
import { poolNotes } from './pool-notes.ts';
import { renderedProperties, resourceOf } from './rendered-properties.ts';
import { sessionSeconds } from './session-seconds.ts';
import { signInNames } from './sign-in-names.ts';
import { assertSupportedNeeds } from './supported-needs.ts';
import { makeTriggerFunction } from './trigger-function.ts';
import {
  type LoadedHandler,
  loadTriggerHandlers,
  TRIGGERS,
  type TriggerHandlers,
  type TriggerHandlersOptions,
} from './trigger-handlers.ts';
import { triggerPermissions } from './trigger-permissions.ts';
import { bundleUnlock, UNLOCK_OF } from './unlock-function.ts';
import { validateWholeApp } from './validate-whole-app.ts';

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
  /** What remembers wrong answers, and what was used up. Undefined with `ledger: false`. */
  readonly ledger: LedgerTable | undefined;
  /** What its items are named by. No principal but the functions may use it. */
  readonly ledgerKey: Key | undefined;
  /** What delivers messages after CreateAuthChallenge has answered. Undefined where nothing is delivered, or Create does it. */
  readonly deliverMessage: LambdaFunction | undefined;
  /** What forgets a user's wrong answers, for operators to invoke. Undefined without `ledger: { unlock: true }`. */
  readonly unlock: LambdaFunction | undefined;
  /** The flow: its verdict, diagram and challenges. Undefined where the CDK skips the bundling of this stack and of the pool's. */
  readonly flow: FlowReport | undefined;

  /**
   * @throws EntryMissingError, CompileError, LoadError, ForeignModuleError, CallbackHandlerError, EsbuildMissingError if the
   * handlers can't be bundled and loaded; FlowRejectedError if their flow doesn't check; UserPoolError if the pool can't take it; PropertyError;
   * UnknownOptionError.
   */
  constructor(scope: Construct, id: string, props: CustomAuthProps) {
    super(scope, id);
    assertKnownProps(props);
    const { acknowledgements = [], removalPolicy = RemovalPolicy.RETAIN } = props;
    assertProps(props);
    assertAcknowledgements(acknowledgements);
    const existing = props.userPool && assertTakesTriggers(props.userPool);
    if (existing) assertSameEnvironment(this, existing);
    assertNoOwnLedger(props.environment);
    const ledger = props.ledger === false ? undefined : makeLedger(this, props.ledger ?? {}, removalPolicy);
    this.ledger = ledger?.table;
    this.ledgerKey = ledger?.key;
    const environment = this.environmentOf(props, ledger);
    const loaded = bundlingRequired(this, existing ?? this) ? this.loadHandlers(props, environment) : undefined;
    const delivers = ledger !== undefined && loaded?.deliverMessage !== undefined;
    if (loaded && !delivers) warnOfIdleDeliverer(this, resolve(props.lambdas), ledger !== undefined);
    const handlers = loaded && (delivers ? tellDeliverer(loaded, this.deliverer()) : loaded);
    const verdict = (flow: FlowReport): string => `${flow.verdict}\n\n${WITHOUT_LEDGER}`;
    this.flow = handlers && (ledger ? handlers.flow : { ...handlers.flow, verdict: verdict(handlers.flow) });
    if (this.flow) assertSupportedNeeds(this.flow);

    const makeFunction = (id: HandlerName | 'Unlock'): LambdaFunction => {
      const trigger = id === 'Unlock' ? UNLOCK_OF : id;
      const handler = trigger === 'DeliverMessage' ? handlers?.deliverMessage : handlers?.functions[trigger];
      return makeTriggerFunction(this, id, {
        folder: handler ? (id === 'Unlock' ? bundleUnlock(handler) : handler.bundle.folder) : resolve(props.lambdas),
        description: `${id} of ${this.node.path}`.slice(0, 256),
        environment: handler?.inspected.environment ?? environment[trigger],
        permissions: [
          ...(this.flow && id !== 'Unlock'
            ? triggerPermissions(this, id, { flow: this.flow, email: props.email, hasLedger: ledger !== undefined })
            : []),
          ...(ledger && id !== 'DefineAuthChallenge' ? ledgerPermissions[id](ledger.table, delivers) : []),
        ],
        logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
        removalPolicy,
        ...(id === 'DeliverMessage' && { timeout: DELIVERY_TIME }),
      });
    };
    this.defineAuthChallenge = makeFunction('DefineAuthChallenge');
    this.createAuthChallenge = makeFunction('CreateAuthChallenge');
    this.verifyAuthChallengeResponse = makeFunction('VerifyAuthChallengeResponse');

    const asksUnlock = props.ledger !== false && props.ledger?.unlock === true;
    this.unlock = asksUnlock ? makeFunction('Unlock') : undefined;

    this.deliverMessage = delivers ? makeFunction('DeliverMessage') : undefined;
    if (this.deliverMessage) letDeliver(this.createAuthChallenge, this.deliverMessage);

    const others = [this.verifyAuthChallengeResponse, this.unlock, this.deliverMessage].filter(
      (fn) => fn !== undefined,
    );
    const using = [this.createAuthChallenge, ...others];
    if (ledger) for (const { role } of using) letUseKey(ledger, role as IRole);

    this.userPool =
      existing ??
      makeUserPool(this, 'UserPool', {
        customAttributes: props.customAttributes ?? {},
        selfSignUpEnabled: props.selfSignUpEnabled ?? true,
        removalPolicy,
        deletionProtection: props.deletionProtection,
      });
    const functions = {
      DefineAuthChallenge: this.defineAuthChallenge,
      CreateAuthChallenge: this.createAuthChallenge,
      VerifyAuthChallengeResponse: this.verifyAuthChallengeResponse,
    };
    attachTriggers(this.userPool, functions);
    const madeOf = (fn: LambdaFunction, handler: LoadedHandler | undefined) => ({
      function: fn,
      code: codeOf(fn),
      inspected: handler?.inspected,
    });
    const made: readonly MadeFunction[] = [
      ...TRIGGERS.map((trigger) => ({ trigger, ...madeOf(functions[trigger], handlers?.functions[trigger]) })),
      ...(this.unlock ? [{ trigger: undefined, ...madeOf(this.unlock, handlers?.functions[UNLOCK_OF]) }] : []),
      ...(this.deliverMessage
        ? [{ trigger: undefined, ...madeOf(this.deliverMessage, handlers?.deliverMessage) }]
        : []),
    ];
    const known = this.flow ?? { attributes: [], comparedAttributes: [], challenges: [] };
    this.userPoolClient = makeAppClient(this, this.userPool, known, props.client);

    const found = ledger ? ledgerEnvironment(ledger) : NO_LEDGER;
    validateWholeApp(this, {
      validate: () => {
        const deployed = [
          ...deployedFindings(this.userPool, made),
          ...(ledger ? [] : [noLedgerFinding(this), ...ledgerFindings([this.defineAuthChallenge], NO_LEDGER)]),
          ...ledgerFindings([this.createAuthChallenge], { ...found, ...this.deliverer() }),
          ...ledgerFindings(others, found),
        ];
        const tableFault = ledger && ledgerTableFault(ledger.table);
        return [
          ...judgeFindings(this, {
            userPool: this.userPool,
            flow: this.flow,
            loadFlow: () => this.loadHandlers(props, environment).flow,
            deployed,
            acknowledgements,
          }),
          ...made.flatMap((each) => environmentTooLarge(each.function)),
          ...(ledger ? [] : weakDecoySecret(this.createAuthChallenge)),
          ...(tableFault === undefined ? [] : [tableFault]),
          ...keptUnverified(this.userPool),
        ];
      },
    });
    Aspects.of(this).add({ visit: (node) => (node === this ? this.annotatePool() : undefined) });
    Annotations.of(this).addInfoV2(
      'countersign:clients-outside-the-app',
      'app clients that are added to the user pool outside this app cannot be seen here: ' +
        'one that allows SRP, a password, USER_AUTH or OAuth lets users in beside the flow',
    );
  }

  private annotatePool(): void {
    if (!this.flow) return;
    const notes = poolNotes(this.userPool.node.path, renderedProperties(resourceOf(this.userPool)), this.flow);
    for (const { id, message } of notes) Annotations.of(this).addWarningV2(id, message);
  }

  /** The functions' own environment variables. None names the pool or the client: that would be a cycle. */
  private environmentOf(
    { email, environment = {} }: CustomAuthProps,
    ledger: LedgerResources | undefined,
  ): TriggerHandlersOptions['environment'] {
    const found = ledger ? ledgerEnvironment(ledger) : NO_LEDGER;
    const COUNTERSIGN_CASE_SENSITIVE = caseSensitive(() => this.userPool);
    return {
      // Without one it takes nothing that is asked for instead of an answer.
      DefineAuthChallenge: { ...environment, ...(ledger ? {} : NO_LEDGER) },
      CreateAuthChallenge: {
        ...(email && emailEnvironment(email)),
        ...(ledger ? {} : decoySecret()),
        COUNTERSIGN_SIGN_IN_BY: signInNames(() => this.userPool),
        COUNTERSIGN_CASE_SENSITIVE,
        COUNTERSIGN_SESSION_SECONDS: sessionSeconds(() => this.userPool),
        ...environment,
        ...found,
      },
      VerifyAuthChallengeResponse: { COUNTERSIGN_CASE_SENSITIVE, ...environment, ...found },
      DeliverMessage: { ...(email && emailEnvironment(email)), ...environment, ...found },
    };
  }

  /** Whom Create has deliver messages: nobody, where there are none. Read late, since its environment is made before. */
  private deliverer(): TextMap {
    return { COUNTERSIGN_DELIVER: Lazy.uncachedString({ produce: () => this.deliverMessage?.functionName }) };
  }

  private loadHandlers(
    { lambdas }: CustomAuthProps,
    environment: TriggerHandlersOptions['environment'],
  ): TriggerHandlers {
    const stack = Stack.of(this);
    const into = resolve(Stage.of(this)?.assetOutdir ?? 'cdk.out', BUNDLES_FOLDER);
    return loadTriggerHandlers({
      ...{ lambdas: resolve(lambdas), into, environment },
      region: Token.isUnresolved(stack.region) ? undefined : stack.region,
    });
  }
}
