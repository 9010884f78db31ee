import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuthStorage, claimsOf, createAuthClient, type Tokens } from '../../lib/client/index.ts';
import { tokenOf } from './support/scripted-cognito.ts';

const prefix = 'CognitoIdentityServiceProvider.client';

/** Cognito with refresh token rotation: of each user, only the newest refresh token is good. */
function rotatingCognito() {
  const newest = new Map<string, string>();
  const misused: string[] = [];
  let number = 0;
  const give = (username: string) => {
    const iat = Math.floor(Date.now() / 1000);
    const claims = { username, sub: username, iat, exp: iat + 3600, origin_jti: 'o', number: ++number };
    newest.set(username, `refresh-${username}-${number}`);
    const token = tokenOf(claims);
    return { AccessToken: token, IdToken: token, RefreshToken: newest.get(username), ExpiresIn: 3600 };
  };
  const send: typeof fetch = async (_url, init) => {
    const body = JSON.parse(String(init?.body));
    if (body.AuthFlow) return Response.json({ AuthenticationResult: give(body.AuthParameters.USERNAME) });
    if (!body.RefreshToken) return Response.json({});
    const username = body.RefreshToken.split('-')[1];
    if (newest.get(username) === body.RefreshToken) return Response.json({ AuthenticationResult: give(username) });
    misused.push(body.RefreshToken);
    return Response.json({ __type: 'RefreshTokenReuseException', message: 'no' }, { status: 400 });
  };
  return { newest, misused, send };
}

/** A storage that fails as it is told, operation by operation: at once, later, or not at all. */
function failingStorage(failures: readonly ('throw' | 'reject' | 'work')[]) {
  const items = new Map<string, string>();
  let at = 0;
  const operation =
    <Result>(work: (key: string, value?: string) => Result) =>
    (key: string, value?: string): Result | Promise<Result> => {
      const failure = failures[at++ % failures.length];
      if (failure === 'throw') throw new DOMException('full', 'QuotaExceededError');
      if (failure === 'reject') return Promise.reject(new Error('full'));
      return at % 2 ? work(key, value) : Promise.resolve().then(() => work(key, value));
    };
  const storage = {
    getItem: operation((key) => items.get(key) ?? null),
    setItem: operation((key, value) => void items.set(key, `${value}`)),
    removeItem: operation((key) => void items.delete(key)),
  } as AuthStorage;
  const healthy: AuthStorage = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
  return { items, storage, healthy };
}

type Action = 'alice' | 'bob' | 'tokens' | 'refresh' | 'signOut';
const actions = fc.array(fc.constantFrom<Action>('alice', 'bob', 'tokens', 'refresh', 'refresh', 'signOut'), {
  minLength: 1,
  maxLength: 8,
});
const failures = fc.array(fc.constantFrom('throw' as const, 'reject' as const, 'work' as const, 'work' as const), {
  minLength: 1,
  maxLength: 40,
});

const ownerOf = ({ accessToken }: Tokens) => String(claimsOf(accessToken).username);

test('whatever a storage fails at, the page keeps the tokens of who is signed in, and nobody else’s', async () => {
  await fc.assert(
    fc.asyncProperty(actions, failures, async (script, fate) => {
      const { misused, newest, send } = rotatingCognito();
      const { healthy, items, storage } = failingStorage(fate);
      const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', fetch: send };
      const auth = createAuthClient({ ...config, storage });
      let signedIn: string | undefined;

      for (const action of script) {
        if (action === 'signOut') {
          await auth.signOut();
          signedIn = undefined;
        } else if (action === 'tokens' || action === 'refresh') {
          await auth.tokens({ refresh: action === 'refresh' });
        } else {
          await auth.signIn({ username: action });
          signedIn = action;
        }
        const held = await auth.tokens();
        expect(held?.refreshToken).toBe(signedIn && newest.get(signedIn));
        expect(held && ownerOf(held)).toBe(signedIn);
        expect(misused).toEqual([]);
      }

      // The page is killed: what is found is a whole sign-in with the newest refresh token that was stored, or none.
      const after = await createAuthClient({ ...config, storage: healthy }).tokens();
      if (after) {
        const owner = items.get(`${prefix}.LastAuthUser`);
        expect(ownerOf(after)).toBe(owner);
        expect(claimsOf(after.idToken).username).toBe(owner);
        expect(after.refreshToken).toBe(items.get(`${prefix}.${owner}.refreshToken`));
      }
    }),
    { numRuns: 500 },
  );
});

test('an app that is killed at any write of a sign-in or a refresh finds a whole sign-in, or none', async () => {
  await fc.assert(
    fc.asyncProperty(actions, fc.nat(40), async (script, lastWrite) => {
      const { newest, send } = rotatingCognito();
      const { healthy, items } = failingStorage(['work']);
      const stored: string[] = [];
      let writes = 0;
      // From the kill on nothing is written any more, as the page is gone.
      const write = (work: () => unknown) => void (writes++ < lastWrite && work());
      const storage: AuthStorage = {
        getItem: healthy.getItem,
        setItem: (key, value) =>
          write(() => {
            items.set(key, value);
            if (key.endsWith('.refreshToken')) stored.push(value);
          }),
        removeItem: (key) => write(() => items.delete(key)),
      };
      const config = { userPoolId: 'eu-central-1_AbCdEf123', clientId: 'client', fetch: send };
      const auth = createAuthClient({ ...config, storage });
      for (const action of script) {
        if (writes >= lastWrite) break;
        if (action === 'signOut') await auth.signOut();
        else if (action === 'tokens' || action === 'refresh') await auth.tokens({ refresh: action === 'refresh' });
        else await auth.signIn({ username: action });
      }

      const after = await createAuthClient({ ...config, storage: healthy }).tokens();
      if (after) {
        expect(after.refreshToken).toBe(stored.at(-1));
        expect([after.refreshToken, ownerOf(after)]).toEqual([newest.get(ownerOf(after)), ownerOf(after)]);
      }
    }),
    { numRuns: 500 },
  );
});
