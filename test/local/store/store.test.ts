import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { GetTokensFromRefreshTokenCommand, GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../../lib/local/index.ts';
import { openStore } from '../../../lib/local/store/store.ts';
import { NameTakenError, type StoredUser } from '../../../lib/local/store/users.ts';
import { begin, signInByCode } from '../support/sign-in.ts';
import { startTestPool } from '../support/start-pool.ts';
import { temporaryFolder } from './support.ts';

const POOL = 'eu-central-1_EXAMPLE01';
const user = (userName: string, changes: Partial<StoredUser> = {}): StoredUser => ({
  userPoolId: POOL,
  userName,
  attributes: { sub: userName },
  status: 'CONFIRMED',
  enabled: true,
  passwordHash: null,
  createdAt: 1,
  modifiedAt: 1,
  ...changes,
});

describe('a pool in a folder', () => {
  it('survives being killed: users, sign-ins, keys; not the sessions under way', async () => {
    const folder = temporaryFolder();
    const script = fileURLToPath(new URL('../support/sign-in-and-wait.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = await once(createInterface(child.stdout), 'line');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const before = JSON.parse(line);

    const pool = await startTestPool({ storage: { folder }, now: Date.now });
    const { UserAttributes, Username } = await pool.sdk.send(
      new GetUserCommand({ AccessToken: before.tokens.AccessToken }),
    );
    expect(Username).toBe(before.userName);
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: 'alice@example.com' });
    const refreshed = await pool.sdk.send(
      new GetTokensFromRefreshTokenCommand({ ClientId: pool.ClientId, RefreshToken: before.tokens.RefreshToken }),
    );
    expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined();
    expect(await (await fetch(pool.local.config().jwks as string)).json()).toEqual(before.jwks);
    const challenged = await begin(pool);
    expect(challenged.ChallengeParameters?.USERNAME).toBe(before.userName);
    await expect(signInByCode(pool)).resolves.toBeDefined();
  });

  it('keeps no password, no refresh token and no code in clear', async () => {
    const folder = temporaryFolder();
    const pool = await startTestPool({ storage: { folder } });
    const { SignUpCommand } = await import('@aws-sdk/client-cognito-identity-provider');
    const Password = 'Planted-Password-9';
    await pool.sdk.send(new SignUpCommand({ ClientId: pool.ClientId, Username: 'bob@example.com', Password }));
    const code = pool.outbox.lastCode('bob@example.com');
    const { RefreshToken } = await signInByCode(pool);
    await pool.local.close();
    const bytes = readFileSync(join(folder, 'user-pool.sqlite')).toString('latin1');
    expect(bytes).toContain('bob@example.com');
    expect(bytes).not.toContain(Password);
    for (const part of RefreshToken.split('.').slice(1)) expect(bytes).not.toContain(part);
    const database = new DatabaseSync(join(folder, 'user-pool.sqlite'));
    const row = database.prepare('SELECT code_hash FROM confirmation_codes').get();
    database.close();
    expect(row?.code_hash).not.toContain(code);
  });

  it('is for its owner only', () => {
    const folder = join(temporaryFolder(), 'new');
    openStore({ folder }).close();
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('of a newer version, or that is no folder, is refused in one sentence', () => {
    const folder = temporaryFolder();
    openStore({ folder }).close();
    const database = new DatabaseSync(join(folder, 'user-pool.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openStore({ folder })).toThrow(StorageError);
    expect(() => openStore({ folder })).toThrow(/written by a newer version of Countersign .* delete the folder/);
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => openStore({ folder: file })).toThrow(StorageError);
    const broken = temporaryFolder();
    writeFileSync(join(broken, 'user-pool.sqlite'), 'no database, and long enough to be taken for one'.repeat(100));
    expect(() => openStore({ folder: broken })).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  it('can be opened by two processes', () => {
    const folder = temporaryFolder();
    const [first, second] = [openStore({ folder }), openStore({ folder })];
    first.users.save(user('alice'), ['alice']);
    expect(second.users.find(POOL, 'alice')?.userName).toBe('alice');
    first.close();
    second.close();
  });
});

describe('users', () => {
  it('are found by each of their names, and by none they have lost', () => {
    const { users } = openStore('memory');
    users.save(user('alice'), ['alice', 'alice@example.com']);
    expect(users.find(POOL, 'alice@example.com')).toEqual(user('alice'));
    users.save(user('alice', { enabled: false }), ['alice', 'alice@new.example']);
    expect(users.find(POOL, 'alice@example.com')).toBeUndefined();
    expect(users.find(POOL, 'alice@new.example')?.enabled).toBe(false);
    expect(users.find('eu-central-1_OTHER', 'alice')).toBeUndefined();
  });

  it('do not take the name of another, and stay as they were', () => {
    const { users } = openStore('memory');
    users.save(user('alice'), ['alice', 'shared@example.com']);
    users.save(user('bob'), ['bob']);
    expect(() => users.save(user('bob', { status: 'UNCONFIRMED' }), ['bob', 'shared@example.com'])).toThrow(
      NameTakenError,
    );
    expect(users.find(POOL, 'bob')?.status).toBe('CONFIRMED');
    expect(users.find(POOL, 'shared@example.com')?.userName).toBe('alice');
  });

  it('leave nothing behind', () => {
    const { users, signIns, confirmationCodes } = openStore('memory');
    const alice = user('alice');
    const hash = new Uint8Array(32).fill(7);
    users.save(alice, ['alice', 'alice@example.com']);
    const signIn = { eventId: 'e', userPoolId: POOL, clientId: 'c', userName: 'alice', originJti: 'o' };
    signIns.add({ ...signIn, authenticatedAt: 1, expiresAt: 2 }, hash);
    const code = { attribute: 'email', address: 'alice@example.com', codeHash: 'h', wrongAnswers: 0, expiresAt: 1 };
    confirmationCodes.save(alice, 'SignUp', code);
    users.remove(alice);
    expect(users.find(POOL, 'alice@example.com')).toBeUndefined();
    expect(users.count(POOL)).toBe(0);
    expect(signIns.findByRefreshToken(hash)).toBeUndefined();
    expect(confirmationCodes.find(alice, 'SignUp')).toBeUndefined();
  });

  it('keep expired sign-ins for a day, as long as an access token may live', () => {
    const { users, signIns } = openStore('memory');
    users.save(user('alice'), ['alice']);
    const hash = new Uint8Array(32);
    const signIn = { eventId: 'e', userPoolId: POOL, clientId: 'c', userName: 'alice', originJti: 'o' };
    signIns.add({ ...signIn, authenticatedAt: 0, expiresAt: 1000 }, hash);
    signIns.forgetExpired(24 * 60 * 60 * 1000 + 1000);
    expect(signIns.has('e', POOL, 'alice')).toBe(true);
    signIns.forgetExpired(24 * 60 * 60 * 1000 + 1001);
    expect(signIns.has('e', POOL, 'alice')).toBe(false);
  });
});
