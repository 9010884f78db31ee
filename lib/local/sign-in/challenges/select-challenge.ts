import { type AuthenticationResponse, CognitoError } from '../../../protocol/index.ts';
import type { TextMap } from '../../../protocol/text-map.ts';
import type { PasskeyQuestion } from '../../passkeys/relying-party.ts';
import type { Call, PoolServices } from '../../request/operation.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { assertPlainPassword } from '../check-password.ts';
import { availableFactors, type FirstFactor } from '../first-factors.ts';
import type { Progress } from '../session-state.ts';
import { type Answered, type Attempt, ask, type ChallengeKind, passed } from '../signing-in.ts';
import { askOneTimeCode } from './first-factor-code.ts';
import { askPasswordVerifier } from './password-verifier.ts';
import { askPasskey, checkPasskey, questionFor } from './web-authn.ts';

/** A choice that waits. */
export interface SelectChallengeState {
  readonly challenge: 'SELECT_CHALLENGE';
  readonly progress: Progress;
  readonly factors: readonly FirstFactor[];
  /** What a passkey may sign along with the choice. Absent where it isn't among the factors. */
  readonly question?: PasskeyQuestion;
}

/** A password that waits, plain or to be proven. */
export interface PasswordState<Name extends 'PASSWORD' | 'PASSWORD_SRP'> {
  readonly challenge: Name;
  readonly progress: Progress;
}

/**
 * Asks which first factor to begin with.
 *
 * AWS lets a passkey's answer come along with the choice, so the options for it must come along with the question: that
 * is inference.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export async function askWhichFirst(attempt: Attempt, services: PoolServices): Promise<AuthenticationResponse> {
  const { user, at, progress, userName } = attempt;
  const factors = availableFactors(attempt, services);
  const passkey = user && factors.includes('WEB_AUTHN') ? await questionFor(user, at.pool, services) : undefined;
  const state = {
    challenge: 'SELECT_CHALLENGE',
    progress,
    factors,
    ...(passkey && { question: passkey.question }),
  } as const;
  const parameters = { USERNAME: userName, ...(passkey && { CREDENTIAL_REQUEST_OPTIONS: passkey.options }) };
  return { ...ask(attempt, 'SELECT_CHALLENGE', state, parameters, services), AvailableChallenges: factors };
}

const asked = (response: AuthenticationResponse): Answered => ({ kind: 'asked', response });

/** Goes on with a factor, whose answer may be among the parameters already. */
export async function takeFirstFactor(
  factor: FirstFactor,
  attempt: Attempt,
  parameters: TextMap,
  services: PoolServices,
  call: Call,
): Promise<Answered> {
  const { user, userName, progress } = attempt;
  switch (factor) {
    case 'PASSWORD': {
      const { PASSWORD } = parameters;
      if (PASSWORD) return passed(attempt, 'PASSWORD', await assertPlainPassword(attempt, PASSWORD, services));
      return asked(ask(attempt, factor, { challenge: factor, progress }, { USERNAME: userName }, services));
    }
    case 'PASSWORD_SRP': {
      const { SRP_A } = parameters;
      if (SRP_A) return asked(await askPasswordVerifier(attempt, userName, SRP_A, services));
      return asked(ask(attempt, factor, { challenge: factor, progress }, { USERNAME: userName }, services));
    }
    case 'WEB_AUTHN':
      return asked(await (user ? askPasskey({ ...attempt, user }, services) : askWhichFirst(attempt, services)));
    default:
      return asked(await askOneTimeCode(attempt, factor, services, call));
  }
}

/** Reference 5.2. */
export const selectChallenge: ChallengeKind<SelectChallengeState> = {
  async answer({ state, responses, ...attempt }, services, call) {
    const given = requiredParameter(responses, 'ANSWER');
    const factor = state.factors.find((name) => name === given);
    if (!factor || !availableFactors(attempt, services).includes(factor)) {
      // The text isn't documented.
      throw new CognitoError('InvalidParameterException', 'The selected challenge is not available.');
    }
    const { CREDENTIAL } = responses;
    if (factor === 'WEB_AUTHN' && CREDENTIAL && state.question) {
      return checkPasskey(attempt, CREDENTIAL, state.question, services);
    }
    return takeFirstFactor(factor, attempt, responses, services, call);
  },
};

/** Reference 5.2. */
export const plainPassword: ChallengeKind<PasswordState<'PASSWORD'>> = {
  answer({ state, responses, ...attempt }, services, call) {
    requiredParameter(responses, 'PASSWORD');
    return takeFirstFactor(state.challenge, attempt, responses, services, call);
  },
};

/** Reference 5.2: PASSWORD_VERIFIER follows. */
export const passwordSrp: ChallengeKind<PasswordState<'PASSWORD_SRP'>> = {
  answer({ state, responses, ...attempt }, services, call) {
    requiredParameter(responses, 'SRP_A');
    return takeFirstFactor(state.challenge, attempt, responses, services, call);
  },
};
