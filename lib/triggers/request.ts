import type { ChallengeUser, StringMap } from '../flow/index.ts';
import type { CustomAuthEvents, CustomAuthTrigger } from '../protocol/index.ts';
import { isRecord } from '../protocol/is-record.ts';
import { RequestMalformedError } from './errors.ts';

/** What a trigger reads of its event, each member in a shape that can be relied on. */
export interface TriggerRequest {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly user: ChallengeUser;
  /** Cognito sends `true` for a user that doesn't exist, and false or nothing for others. */
  readonly userNotFound: boolean;
  readonly clientMetadata: StringMap;
  /** As Cognito sent it: replay judges it. Define and Create only. */
  readonly session: unknown;
  /** Verify only. */
  readonly privateParameters: StringMap;
  /** Verify only. Undefined where it is no text. */
  readonly answer: string | undefined;
}

/** Of a request whose it is. */
export interface NamedUser extends Pick<TriggerRequest, 'userPoolId'> {
  readonly user: Pick<ChallengeUser, 'userName'>;
}

/**
 * Reads an event. Whatever is missing, null or of another kind reads as empty: what is empty proves nothing.
 *
 * What Cognito vouches for (who signs in, what was asked and answered) is read from the event as it came, so that no
 * middleware can change it. Attributes, metadata and the answer are read after the middleware, which may add to them.
 */
export function readRequest<Trigger extends CustomAuthTrigger>(
  received: CustomAuthEvents[Trigger],
  current: CustomAuthEvents[Trigger],
): TriggerRequest {
  const { userPoolId, userName, callerContext, request: vouched } = recordOf(received);
  const { session, userNotFound, privateChallengeParameters } = recordOf(vouched);
  const { userAttributes, clientMetadata, challengeAnswer } = recordOf(recordOf(current).request);
  return {
    userPoolId: textOf(userPoolId) ?? '',
    clientId: textOf(recordOf(callerContext).clientId) ?? '',
    user: { userName: textOf(userName) ?? '', attributes: textsOf(userAttributes) },
    userNotFound: userNotFound === true,
    clientMetadata: textsOf(clientMetadata),
    session,
    privateParameters: textsOf(privateChallengeParameters),
    answer: textOf(challengeAnswer),
  };
}

/**
 * Asserts that an event says whether its user exists in the one way that Cognito has been seen to. Read as false, any
 * other would make a real challenge for nobody.
 *
 * @throws RequestMalformedError
 */
export function assertReadable(received: unknown): void {
  const { userNotFound } = recordOf(recordOf(received).request);
  if (userNotFound === undefined || userNotFound === null || typeof userNotFound === 'boolean') return;
  throw new RequestMalformedError(`request.userNotFound is a ${typeof userNotFound}, neither true nor false`);
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const recordOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The texts of a map; what is no text is left out. */
const textsOf = (value: unknown): StringMap =>
  Object.fromEntries(
    Object.entries(recordOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
