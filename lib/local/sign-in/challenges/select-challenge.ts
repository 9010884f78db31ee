import { type AuthenticationResponse, invalidParameter } from '../../../protocol/index.ts';
import type { TextMap } from '../../../protocol/text-map.ts';
import type { FirstFactor } from '../auth-flows.ts';
import { requiredParameter } from '../auth-parameters.ts';
import { assertPlainPassword } from '../check-password.ts';
import { availableFactors } from '../first-factors.ts';
import type { PasswordState, SelectChallengeState } from '../session-state.ts';
import type { SignInContext } from '../sign-in-context.ts';
import { ask, asked, passed, type SignInOutcome, type SignInUnderWay } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';
import { askOneTimeCode } from './first-factor-code.ts';
import { askPasswordVerifier } from './password-verifier.ts';
import { askPasskey, checkPasskey, questionFor } from './web-authn.ts';

/**
 * Asks which first factor to begin with.
 *
 * AWS lets a passkey's answer come along with the choice, so the options for it must come along with the question: that
 * is inference.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export async function askWhichFirst(
  signIn: SignInUnderWay,
  context: Pick<SignInContext, 'sessions' | 'store'>,
): Promise<AuthenticationResponse> {
  const { user, at, progress, userName } = signIn;
  const factors = availableFactors(signIn, context);
  const passkey = user && factors.includes('WEB_AUTHN') ? await questionFor(user, at.pool, context) : undefined;
  const state = {
    challenge: 'SELECT_CHALLENGE',
    progress,
    factors,
    ...(passkey && { question: passkey.question }),
  } as const;
  const parameters = { USERNAME: userName, ...(passkey && { CREDENTIAL_REQUEST_OPTIONS: passkey.options }) };
  return { ...ask(signIn, { state, parameters }, context), AvailableChallenges: factors };
}

/** Goes on with a factor, whose answer may be among the parameters already. */
export async function takeFirstFactor(
  factor: FirstFactor,
  signIn: SignInUnderWay,
  parameters: TextMap,
  context: SignInContext,
): Promise<SignInOutcome> {
  const { user, userName, progress } = signIn;
  switch (factor) {
    case 'PASSWORD': {
      const { PASSWORD } = parameters;
      if (PASSWORD) return passed(signIn, 'PASSWORD', await assertPlainPassword(signIn, PASSWORD, context));
      return asked(
        ask(signIn, { state: { challenge: factor, progress }, parameters: { USERNAME: userName } }, context),
      );
    }
    case 'PASSWORD_SRP': {
      const { SRP_A } = parameters;
      if (SRP_A) return asked(await askPasswordVerifier(signIn, SRP_A, context));
      return asked(
        ask(signIn, { state: { challenge: factor, progress }, parameters: { USERNAME: userName } }, context),
      );
    }
    case 'WEB_AUTHN':
      return asked(await (user ? askPasskey({ ...signIn, user }, context) : askWhichFirst(signIn, context)));
    default:
      return asked(await askOneTimeCode(signIn, factor, context));
  }
}

/** @see docs/cognito.md#52-challenges */
export const selectChallenge: ChallengeKind<SelectChallengeState> = {
  async answer({ state, responses, ...signIn }, context) {
    const given = requiredParameter(responses, 'ANSWER');
    const factor = state.factors.find((name) => name === given);
    if (!factor || !availableFactors(signIn, context).includes(factor)) {
      // The text isn't documented.
      throw invalidParameter('The selected challenge is not available.');
    }
    const { CREDENTIAL } = responses;
    if (factor === 'WEB_AUTHN' && CREDENTIAL && state.question) {
      return checkPasskey(signIn, CREDENTIAL, state.question, context);
    }
    return takeFirstFactor(factor, signIn, responses, context);
  },
};

/** @see docs/cognito.md#52-challenges */
export const passwordChoice: ChallengeKind<PasswordState<'PASSWORD'>> = {
  answer({ state, responses, ...signIn }, context) {
    requiredParameter(responses, 'PASSWORD');
    return takeFirstFactor(state.challenge, signIn, responses, context);
  },
};

/**
 * PASSWORD_VERIFIER follows.
 *
 * @see docs/cognito.md#52-challenges
 */
export const passwordSrpChoice: ChallengeKind<PasswordState<'PASSWORD_SRP'>> = {
  answer({ state, responses, ...signIn }, context) {
    requiredParameter(responses, 'SRP_A');
    return takeFirstFactor(state.challenge, signIn, responses, context);
  },
};
