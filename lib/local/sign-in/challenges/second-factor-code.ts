import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError, notAuthorized } from '../../../protocol/index.ts';
import type { TextMap } from '../../../protocol/text-map.ts';
import { authenticationWords, deliverCode, maskAddress } from '../../messages/delivery.ts';
import { isSameText, randomDigits } from '../../secret-text.ts';
import type { StoredUser } from '../../store/users.ts';
import type { Address } from '../../users/attributes.ts';
import { lookedUp } from '../../users/names.ts';
import { saveUser } from '../../users/save-user.ts';
import { isVerified } from '../../users/verified.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { assertNothingSetUp, noMfaMethod } from '../mfa-demand.ts';
import type { MessageCodeState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, passed, type SignInOfUser, type SignInOutcome } from '../sign-in-under-way.ts';
import { isRightFactor } from '../wrong-answers.ts';
import type { ChallengeAnswer, ChallengeKind } from './challenge-kind.ts';

/** The challenges whose code comes in a message, as a second factor. */
type CodeChallenge = 'SMS_MFA' | 'EMAIL_OTP';

const ADDRESSES = { SMS_MFA: 'phone_number', EMAIL_OTP: 'email' } as const satisfies Record<CodeChallenge, Address>;

/** Six digits: how long Cognito's codes by e-mail are as a second factor isn't documented. */
const makeCode = (): string => randomDigits(6);

/**
 * Sends a code and asks for it.
 *
 * @param to the address to set up; left out: the user's own
 * @throws CognitoError MFAMethodNotFoundException if the user has no such address. The text isn't documented.
 */
export async function askForCode(
  signIn: SignInOfUser,
  challenge: CodeChallenge,
  to: string | undefined,
  context: SignInContext,
): Promise<AuthenticationResponse> {
  const { user, at, userName, progress, clientMetadata } = signIn;
  const attribute = ADDRESSES[challenge];
  const address = to ?? user.attributes[attribute];
  if (address === undefined) throw noMfaMethod();
  const code = makeCode();
  const words = authenticationWords(at.pool, attribute);
  const message = { kind: 'Authentication', attribute, code, typedName: userName, clientMetadata, words } as const;
  const { DeliveryMedium } = await deliverCode(user, at, { ...message, to: address }, context);
  const parameters: TextMap = {
    CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium,
    CODE_DELIVERY_DESTINATION: maskAddress(attribute, address),
    ...(challenge === 'SMS_MFA' && { USER_ID_FOR_SRP: userName }),
  };
  const common = { progress, to: address, code, setsUp: to !== undefined };
  const state: MessageCodeState<'SMS_MFA'> | MessageCodeState<'EMAIL_OTP'> = { challenge, ...common };
  return ask(signIn, { state, parameters }, context);
}

/** The user as it is once the code was right: with the address verified, as AWS documents it. */
function withAddress(user: StoredUser, attribute: Address, to: string, now: number): StoredUser {
  if (user.attributes[attribute] === to && isVerified(user.attributes, attribute)) return user;
  const attributes = { ...user.attributes, [attribute]: to, [`${attribute}_verified`]: 'true' };
  return { ...user, attributes, modifiedAt: now };
}

async function takeCode(
  { state, responses, ...signIn }: ChallengeAnswer<MessageCodeState<'SMS_MFA'> | MessageCodeState<'EMAIL_OTP'>>,
  context: Pick<SignInContext, 'lockout' | 'store' | 'now'>,
): Promise<SignInOutcome> {
  const { challenge } = state;
  const given = requiredParameter(responses, `${challenge}_CODE`);
  const { user, at } = signIn;
  if (!user) throw incorrectUsernameOrPassword();
  if (!(await isRightFactor(user, () => isSameText(given, state.code), context))) {
    // Seen in aws-amplify/amplify-js#3066 and aws-amplify/amplify-js#9734.
    throw new CognitoError('CodeMismatchException', 'Invalid code or auth state for the user.');
  }
  const attribute = ADDRESSES[challenge];
  const present = context.store.users.find(user.userPoolId, lookedUp(user.userName, at.pool));
  // Otherwise the code proves an address that isn't the user's any more.
  if (!present || (!state.setsUp && present.attributes[attribute] !== state.to)) {
    throw notAuthorized('Invalid session for the user.');
  }
  if (state.setsUp) assertNothingSetUp(present, at.pool, context);
  const proven = withAddress(present, attribute, state.to, context.now());
  if (proven !== present) saveUser(proven, at.pool, context.store);
  if (state.setsUp) context.store.mfa.change(user, { enabled: [challenge], preferred: challenge });
  return passed(signIn, challenge, proven);
}

/** @see docs/cognito.md#52-challenges */
export const smsMfa: ChallengeKind<MessageCodeState<'SMS_MFA'>> = { answer: takeCode };

/**
 * The session stays after a wrong code.
 *
 * @see docs/cognito.md#52-challenges, docs/cognito.md#4-the-session
 */
export const emailOtp: ChallengeKind<MessageCodeState<'EMAIL_OTP'>> = { answer: takeCode };
