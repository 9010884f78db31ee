import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { type AuthenticationResponse, CognitoError } from '../../../protocol/index.ts';
import { authenticationWords, deliverCode, simulatedDelivery } from '../../messages/delivery.ts';
import { isSameText, randomDigits } from '../../secret-text.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { OneTimeCodeState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, passed, type SignInOutcome, type SignInUnderWay } from '../sign-in-under-way.ts';
import type { ChallengeAnswer, ChallengeKind } from './challenge-kind.ts';

/** The challenges whose code is the first factor of USER_AUTH. */
type CodeFactor = 'EMAIL_OTP' | 'SMS_OTP';

const ADDRESSES = { EMAIL_OTP: 'email', SMS_OTP: 'phone_number' } as const;

/** Eight digits (docs/cognito.md#52-challenges). */
const makeCode = (): string => randomDigits(8);

/** Sends a code and asks for it. Whoever doesn't exist is asked too, and nothing sent. */
export async function askOneTimeCode(
  signIn: SignInUnderWay,
  challenge: CodeFactor,
  context: SignInContext,
): Promise<AuthenticationResponse> {
  const { user, at, userName, progress, clientMetadata } = signIn;
  const attribute = ADDRESSES[challenge];
  const to = user?.attributes[attribute];
  const code = makeCode();
  const words = authenticationWords(at.pool, attribute);
  const message = { kind: 'Authentication', attribute, code, typedName: userName, clientMetadata, words } as const;
  const isSent = user && to !== undefined;
  const sent = isSent ? await deliverCode(user, at, message, context) : simulatedDelivery(progress.typed);
  const state: OneTimeCodeState<'EMAIL_OTP'> | OneTimeCodeState<'SMS_OTP'> = {
    ...{ challenge, isFirstFactor: true, progress, code },
    ...(to !== undefined && { to }),
  };
  const parameters = {
    CODE_DELIVERY_DELIVERY_MEDIUM: sent.DeliveryMedium,
    CODE_DELIVERY_DESTINATION: sent.Destination,
    USERNAME: userName,
  };
  return ask(signIn, { state, parameters }, context);
}

/**
 * After a wrong code the session stays, for six tries at least (docs/cognito.md#4-the-session): no end but its own is
 * known.
 */
function answerCode({
  state,
  responses,
  ...signIn
}: ChallengeAnswer<OneTimeCodeState<'EMAIL_OTP'> | OneTimeCodeState<'SMS_OTP'>>): SignInOutcome {
  const { challenge, code, to } = state;
  const { user } = signIn;
  const isRight = isSameText(requiredParameter(responses, `${challenge}_CODE`), code);
  // As for a second factor.
  if (!isRight || !user) {
    throw new CognitoError('CodeMismatchException', 'Invalid code or auth state for the user.');
  }
  // The address has changed since: the code proves another one.
  if (user.attributes[ADDRESSES[challenge]] !== to) throw incorrectUsernameOrPassword();
  return passed(signIn, challenge, user);
}

/**
 * `EMAIL_OTP` as a first factor.
 *
 * @see docs/cognito.md#52-challenges
 */
export const firstEmailOtp: ChallengeKind<OneTimeCodeState<'EMAIL_OTP'>> = { answer: answerCode };

/** @see docs/cognito.md#52-challenges */
export const smsOtp: ChallengeKind<OneTimeCodeState<'SMS_OTP'>> = { answer: answerCode };
