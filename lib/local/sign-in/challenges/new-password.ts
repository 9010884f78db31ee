import { incorrectUsernameOrPassword } from '../../../cognito/index.ts';
import { invalidParameter, notAuthorized } from '../../../protocol/index.ts';
import type { TextMap } from '../../../protocol/text-map.ts';
import { assertClientMayWrite, changedAttributes } from '../../users/attributes.ts';
import { findUser } from '../../users/find-user.ts';
import { assertPassword, hashPassword } from '../../users/password.ts';
import { saveUser } from '../../users/save-user.ts';
import { assertAttributes, missingAttributes } from '../../users/schema-rules.ts';
import { requiredParameter } from '../auth-parameters.ts';
import type { NewPasswordState, SignInProgress } from '../session-state.ts';
import { type AskIfDue, ask, passed } from '../sign-in-under-way.ts';
import type { ChallengeKind } from './challenge-kind.ts';

const PREFIX = 'userAttributes.';

/**
 * Whether a password was what began the sign-in: without one a temporary password stays
 * (docs/cognito.md#7-mfa-lockouts-plans, aws-amplify/amplify-js#5834).
 */
const hasPassword = ({ passed: done }: SignInProgress): boolean =>
  done.includes('PASSWORD') || done.includes('PASSWORD_VERIFIER');

/** Asks a user with a temporary password for one of their own, and for the required attributes they lack. */
export const askNewPasswordIfDue: AskIfDue = (signIn, context) => {
  const { user, at, userName } = signIn;
  if (user.status !== 'FORCE_CHANGE_PASSWORD' || !hasPassword(signIn.progress)) return undefined;
  const { sub: _, ...attributes } = user.attributes;
  const missing = missingAttributes(attributes, at.pool);
  // What follows a new password are tokens: Define isn't asked again (docs/cognito.md#7-mfa-lockouts-plans; seen in
  // amazon-archives/amazon-cognito-identity-js#341, of 2017).
  const { defineSession: __, ...progress } = signIn.progress;
  const state = { challenge: 'NEW_PASSWORD_REQUIRED', progress } as const;
  const parameters = {
    USER_ID_FOR_SRP: userName,
    requiredAttributes: JSON.stringify(missing.map((name) => PREFIX + name)),
    userAttributes: JSON.stringify(attributes),
  };
  return ask(signIn, { state, parameters }, context);
};

/** The attributes among a challenge's responses. */
const attributesIn = (responses: TextMap): TextMap =>
  Object.fromEntries(
    Object.entries(responses)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  );

/**
 * Takes the new password and the attributes that come with it.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
export const newPassword: ChallengeKind<NewPasswordState> = {
  async answer({ state: _, responses, ...signIn }, context) {
    const { at, user } = signIn;
    const { pool } = at;
    const password = requiredParameter(responses, 'NEW_PASSWORD');
    // Set anew by the pool's owner in the meantime.
    if (user?.status !== 'FORCE_CHANGE_PASSWORD') throw incorrectUsernameOrPassword();
    const given = attributesIn(responses);
    // In Cognito's words (docs/cognito.md#18-errors); its documents give the rules only.
    const [missing] = missingAttributes({ ...given, ...user.attributes }, pool);
    if (missing !== undefined) {
      throw invalidParameter(`Invalid attributes given, ${missing} is missing`);
    }
    const required = missingAttributes({}, pool);
    const provided = required.find((name) => user.attributes[name] && given[name] !== undefined);
    if (provided !== undefined) {
      throw notAuthorized(`Cannot modify an already provided ${provided}`);
    }
    assertClientMayWrite(given, at);
    assertAttributes(given, pool, 'new user');
    assertPassword(password, pool.passwordPolicy);
    const now = context.now();
    const passwordHash = await hashPassword(password, user, now);
    // Looked up again: hashing takes a while, and others go on.
    const current = findUser(context.store.users, pool, user.userName);
    if (!current || current.passwordHash !== user.passwordHash) throw incorrectUsernameOrPassword();
    const changed = {
      ...current,
      attributes: changedAttributes(current, given, pool, 'registering'),
      passwordHash,
      status: 'CONFIRMED' as const,
      modifiedAt: now,
    };
    saveUser(changed, pool, context.store);
    return passed(signIn, 'NEW_PASSWORD_REQUIRED', changed);
  },
};
