import type { Context } from 'hono';
import { CognitoError } from '../../protocol/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import { UnlockError } from '../errors.ts';
import type { OperationContext } from '../operation.ts';
import type { Unlock } from '../unlocker.ts';
import { findUser } from '../users/find-user.ts';
import { errorBody } from './answers.ts';
import type { NodeEnv } from './own-host.ts';
import { readBody } from './read-body.ts';

/** What `POST /_local/unlock` takes. */
export interface UnlockRequest {
  readonly userPoolId: string;
  /** The user name, or an alias: as it is typed to sign in. */
  readonly username: string;
}

/** What it answers. */
export interface UnlockAnswer {
  /** As triggers get it. */
  readonly userName: string;
  /** Whether the pool has no such user: what was answered under the name is forgotten all the same. */
  readonly userNotFound: boolean;
  /** The challenges at which wrong answers are forgotten. */
  readonly unlocked: readonly string[];
}

/** What the route needs. */
export interface UnlockRouteOptions {
  readonly contextOf: () => OperationContext;
  /** Undefined: nothing unlocks. */
  readonly unlock: Unlock | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lets a user of a pool go on who must wait after wrong answers. */
export const unlockRoute =
  ({ contextOf, unlock, headers }: UnlockRouteOptions) =>
  async (context: Context<NodeEnv>): Promise<Response> => {
    const refuse = (status: 400 | 500, type: string, message: string): Response =>
      context.json(errorBody(type, message), status, headers);
    const request = parse(await readBody(context.env.incoming));
    if (!request) {
      return refuse(400, 'SerializationException', 'A JSON object with userPoolId and username is needed.');
    }
    try {
      if (!unlock) throw new UnlockError('this local pool was started without what unlocks');
      return context.json(await answer(request, unlock, contextOf()), 200, headers);
    } catch (error) {
      if (error instanceof CognitoError) return refuse(400, error.code, error.message);
      if (error instanceof UnlockError) return refuse(500, 'UnlockFailed', error.message);
      throw error;
    }
  };

async function answer(
  { userPoolId, username }: UnlockRequest,
  unlock: Unlock,
  context: OperationContext,
): Promise<UnlockAnswer> {
  const pool = context.index.pool(userPoolId);
  const user = findUser(context.store.users, pool, username);
  // What triggers are told of a name that nobody has: as it was typed (docs/cognito.md#12-choices-this-project-makes).
  const userName = user?.userName ?? username;
  return { userName, userNotFound: !user, unlocked: await unlock(pool, userName) };
}

function parse(body: string): UnlockRequest | undefined {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isRecord(given)) return undefined;
  const { userPoolId, username } = given;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  return isText(userPoolId) && isText(username) ? { userPoolId, username } : undefined;
}
