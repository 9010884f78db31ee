import { type AwsJsonService, callAwsJson } from '../../aws/call-json.ts';
import { AwsError, AwsRefusedError } from '../../aws/errors.ts';
import { invokeFunction, LAMBDA } from '../../aws/invoke-function.ts';
import type { AwsContext } from '../../aws/send-request.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { unlockedIn } from '../../protocol/unlocked-challenges.ts';
import { FailedError, UsageError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import type { UnlockOutcome } from './unlock-outcome.ts';

const COGNITO: AwsJsonService = {
  title: 'Amazon Cognito',
  id: 'COGNITO_IDENTITY_PROVIDER',
  endpointPrefix: 'cognito-idp',
  signingName: 'cognito-idp',
  targetPrefix: 'AWSCognitoIdentityProviderService',
  jsonVersion: '1.1',
};

/** Milliseconds. The function itself has 5 seconds, after a cold start. */
const LIMITS = { find: 10_000, invoke: 30_000 } as const;

/** Who is to be unlocked, in which pool, by which function. */
export interface DeployedUser {
  /** Or its ARN. */
  readonly functionName: string;
  readonly userPoolId: string;
  /** Or an alias. */
  readonly username: string;
}

/**
 * Finds a user by name or alias, and invokes the function that unlocks.
 *
 * @throws UsageError without credentials, or where the pool's id is none; FailedError where AWS or the function refuses
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function unlockDeployed(terminal: Terminal, user: DeployedUser): Promise<UnlockOutcome> {
  const { functionName, userPoolId, username } = user;
  const context = contextOf(terminal, userPoolId);
  try {
    const found = await findUserName(context, userPoolId, username);
    const answer = await invoke(context, functionName, { userPoolId, userName: found ?? username });
    const unlocked = unlockedIn(answer);
    if (unlocked) return { userPoolId, userNotFound: found === undefined, unlocked };
    throw new FailedError(`${functionName} unlocks nobody: it answered something else. Name auth.unlock's function`);
  } catch (cause) {
    throw cause instanceof AwsError ? new FailedError(`${cause.message}${hintFor(cause, user)}`, { cause }) : cause;
  }
}

function contextOf({ environment, interrupted }: Terminal, userPoolId: string): AwsContext {
  const [, region] = /^([a-z]{2,}(?:-[a-z]+)+-\d+)_[0-9A-Za-z]+$/.exec(userPoolId) ?? [];
  if (region === undefined) {
    throw new UsageError(
      `--user-pool-id takes the id of a user pool, such as eu-central-1_AbCdEf123, got ${userPoolId}`,
    );
  }
  const missing = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].find((name) => !environment[name]);
  if (missing !== undefined) {
    throw new UsageError(
      `${missing} is not set: set credentials by eval "$(aws configure export-credentials --profile NAME --format env)"`,
    );
  }
  return { environment: { ...environment, AWS_REGION: region }, fetch, signal: interrupted(), now: Date.now };
}

/** The name that triggers know a user by; undefined where there is no such user. */
async function findUserName(context: AwsContext, UserPoolId: string, username: string): Promise<string | undefined> {
  try {
    const input = { UserPoolId, Username: username };
    const call = { service: COGNITO, operation: 'AdminGetUser', input, limit: LIMITS.find };
    const { Username } = await callAwsJson(context, call);
    if (typeof Username === 'string') return Username;
  } catch (error) {
    if (error instanceof AwsRefusedError && error.type === 'UserNotFoundException') return undefined;
    throw error;
  }
  throw new FailedError('Amazon Cognito found a user without a name');
}

async function invoke(context: AwsContext, functionName: string, event: object): Promise<unknown> {
  const response = await invokeFunction(context, { functionName, event, limit: LIMITS.invoke });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.headers.get('x-amz-function-error') === null) return answer;
  const { errorType, errorMessage } = isRecord(answer) ? answer : {};
  throw new FailedError(`${functionName} failed: ${errorType ?? 'Error'}: ${errorMessage ?? 'it says no more'}`);
}

/** What to do about a refusal. */
function hintFor(error: AwsError, { functionName, userPoolId }: DeployedUser): string {
  if (!(error instanceof AwsRefusedError)) return '';
  if (error.type === 'AccessDeniedException') {
    return `: you need cognito-idp:AdminGetUser on ${userPoolId} and lambda:InvokeFunction on ${functionName}`;
  }
  if (error.type !== 'ResourceNotFoundException') return '';
  return error.message.startsWith(LAMBDA.title)
    ? `: there is no function ${functionName} in the pool's region`
    : `: there is no user pool ${userPoolId} in this account`;
}
