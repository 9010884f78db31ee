import type { CallTrace, LocalPoolDefinition } from '../../local/index.ts';
import { isPhoneNumber } from '../../local/users/attributes.ts';
import { isEmailAddress } from '../../protocol/email-address.ts';

/** Why a step of a sign-in came to nothing, by the codes of a trigger's log line. */
export interface WhyNot {
  readonly reason?: string | undefined;
  readonly errorCode?: string | undefined;
}

/** What to do about what only the log tells: one sentence, or none. */
export function adviceOn({ reason, errorCode }: WhyNot, who: string): readonly string[] {
  if (reason === 'locked') {
    return [`Too many answers were wrong: wait as long as it says, or forgive them by countersign unlock ${who}`];
  }
  if (reason === 'used') return ['It was right, and had passed before, which it does once: sign in with another one'];
  if (reason === 'message-budget') {
    return ['As many messages went out as may: wait as long as it says, or start without --budgets'];
  }
  if (errorCode === 'ledger-unavailable') {
    return ["Nobody gets in without the ledger: what it misses stands under cause in the function's log line"];
  }
  return [];
}

/** What each trigger of a custom sign-in must answer. */
const OUTPUTS: Readonly<Record<string, string>> = {
  DefineAuthChallenge:
    'Its response must have issueTokens or failAuthentication true, but not both, or else a challengeName',
  CreateAuthChallenge: "Its response's parameters must be texts by name, and challengeMetadata a text",
  VerifyAuthChallengeResponse: "Its response's answerCorrect must be true or false",
};

/** What to do about a trigger's answer that Cognito refuses: one sentence, or none. */
export function adviceOnOutput(
  trigger: string,
  { errorType, errorMessage = '' }: Pick<CallTrace, 'errorType' | 'errorMessage'>,
): readonly string[] {
  if (errorType === 'NotAuthorizedException') {
    return [
      'Its response must have at least one of privateChallengeParameters: Cognito refuses the sign-in where there is none',
    ];
  }
  if (errorMessage.endsWith('Invalid JSON')) return ['Its handler must return the event, with the response in it'];
  const output = OUTPUTS[trigger];
  return output === undefined ? [] : [output];
}

/** How people sign in where they have no names of their own, by the attribute. */
const ADDRESSES = {
  email: { kind: 'e-mail address', isOne: isEmailAddress },
  phone_number: { kind: 'phone number', isOne: isPhoneNumber },
} as const;

/** Says that there is no such user, and how to make one that can sign in. */
export function unknownUser(
  { status }: Pick<CallTrace, 'status'>,
  who: string,
  pools: readonly Pick<LocalPoolDefinition, 'usernameAttributes'>[],
): string {
  const decoy = status === 200 ? ': a decoy was shown' : '';
  const addresses = pools.flatMap(({ usernameAttributes }) => usernameAttributes.map((name) => ADDRESSES[name]));
  const takesNames = pools.some(({ usernameAttributes }) => usernameAttributes.length === 0);
  if (addresses.length === 0 || takesNames || addresses.some(({ isOne }) => isOne(who))) {
    return `no such user here${decoy}. Make one: start with --user ${who}`;
  }
  const kinds = [...new Set(addresses.map(({ kind }) => kind))].join(' or ');
  return `no such user here${decoy}. People sign in by their ${kinds}: make one, start with --user and that`;
}
