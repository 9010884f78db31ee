import type { CreateContext, CreatedChallenge, DecoyContext, VerifyContext } from '../../flow/index.ts';
import { drawCode } from './digits.ts';
import { isAlive, isKeptCode, keepCode, keepNoCode } from './kept-code.ts';

/** What a one-time code is, by whatever way it goes. */
export interface OneTimeCodeSettings {
  readonly digits: number;
  /** Seconds it is valid. */
  readonly expiresIn: number;
}

/** A round of a one-time code: all that a challenge creates but the parameters, which tell where the code went. */
export type OneTimeCodeRound = Omit<CreatedChallenge, 'parameters' | 'note'>;

/**
 * The round of a user who gets a code. One that is still alive stays, and nothing is sent; else a new one is drawn, as a message
 * with `to` and `code`, and the client hears by `retry: 'expired'` that it replaces another.
 *
 * @example
 * return { ...codeRound(context, { digits: 6, expiresIn: 600 }, to), parameters: { deliveredTo } };
 */
export function codeRound(
  context: Pick<CreateContext, 'state' | 'now' | 'user' | 'userPoolId'>,
  { digits, expiresIn }: OneTimeCodeSettings,
  to: string,
): OneTimeCodeRound {
  let drawn: Pick<OneTimeCodeRound, 'message'> = {};
  const round = renewOrKeep(context, expiresIn, (expiresAt) => {
    const code = drawCode(digits);
    drawn = { message: { to, code } };
    return keepCode(code, ownerOf(context), expiresAt);
  });
  return { ...round, ...drawn };
}

/**
 * The round of a user to whom nothing is sent: of the same size as any other, and no code is right.
 *
 * @param label of the stable bytes that stand in the place of a code
 */
export const noCodeRound = (
  context: Pick<DecoyContext, 'state' | 'now' | 'stableBytes'>,
  { expiresIn }: Pick<OneTimeCodeSettings, 'expiresIn'>,
  label: string,
): OneTimeCodeRound =>
  renewOrKeep(context, expiresIn, (expiresAt) => keepNoCode(context.stableBytes(label), expiresAt));

/** Whether an answer is the code that its round kept, and not too late. In constant time. */
export function isRightCode(context: VerifyContext): boolean {
  const { answer, privateParameters, now } = context;
  const { code = '' } = privateParameters;
  // Compared even when it is too late: how long it takes tells nothing.
  const right = isKeptCode(code, ownerOf(context), answer);
  return isAlive(code, now()) && right;
}

const ownerOf = ({ userPoolId, user }: Pick<CreateContext, 'userPoolId' | 'user'>) => ({
  userPoolId,
  userName: user.userName,
});

/** The same for users and decoys, so that both look alike. */
function renewOrKeep(
  { state, now }: Pick<CreateContext, 'state' | 'now'>,
  expiresIn: number,
  make: (expiresAt: number) => string,
): OneTimeCodeRound {
  if (isAlive(state, now())) return round(state);
  const fresh = round(make(now() + expiresIn * 1000));
  return state === undefined ? fresh : { ...fresh, retry: 'expired' };
}

const round = (kept: string): OneTimeCodeRound => ({ privateParameters: { code: kept }, state: kept });
