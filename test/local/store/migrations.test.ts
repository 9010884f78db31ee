import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StorageError } from '../../../lib/local/index.ts';
import { MIGRATIONS, VERSION } from '../../../lib/local/store/migrations.ts';
import { defineSearchedValue } from '../../../lib/local/store/search-terms.ts';
import { openStore, type Store } from '../../../lib/local/store/store.ts';
import { folderOfVersion, rawDatabase, schemaOf, temporaryFolder, withSql } from './support.ts';

const POOL = 'eu-central-1_EXAMPLE01';
const ALICE = { userPoolId: POOL, userName: '5d0a' };
const VERSIONS = Array.from({ length: VERSION }, (_, index) => index + 1);

function freshFolder(): string {
  const folder = temporaryFolder();
  openStore({ folder }).close();
  return folder;
}

const refusal = (folder: string): unknown => {
  try {
    openStore({ folder }).close();
  } catch (error) {
    return error;
  }
  return undefined;
};

const found = ({ users }: Store, term: string, value: string): readonly string[] =>
  [...users.search(POOL, { term, value, isPrefix: false })].map(({ userName }) => userName);

describe.each(VERSIONS)('a folder that version %i of the schema wrote', (version) => {
  it('opens with its users, sign-ins and keys', () => {
    const store = openStore({ folder: folderOfVersion(version) });
    expect(store.users.find(POOL, 'alice@example.com')).toMatchObject({
      ...{ ...ALICE, attributes: { sub: '5d0a', email: 'alice@example.com' }, status: 'CONFIRMED', enabled: true },
      ...{ createdAt: 1, modifiedAt: 2 },
    });
    expect(store.signIns.findByRefreshToken(new Uint8Array(32))).toMatchObject({
      ...{ ...ALICE, eventId: 'event-1', clientId: 'client-1', originJti: 'origin-1' },
      ...{ authenticatedAt: 4, expiresAt: 5 },
    });
    expect(store.signingKeys.find(POOL, 'id')).toBe('{"kid":"key-1"}');
    expect(store.users.count(POOL)).toBe(1);
    store.close();
  });

  it('finds its users by all that they can be searched for', () => {
    const store = openStore({ folder: folderOfVersion(version) });
    expect(found(store, 'email', 'alice@example.com')).toEqual(['5d0a']);
    expect(found(store, 'sub', '5d0a')).toEqual(['5d0a']);
    expect(found(store, 'username', '5d0a')).toEqual(['5d0a']);
    expect(found(store, 'status', 'Enabled')).toEqual(['5d0a']);
    expect(found(store, 'cognito:user_status', 'confirmed')).toEqual(['5d0a']);
    expect(found(store, 'name', 'alice')).toEqual([]);
    store.close();
  });

  it('gets the very schema of a new one, and takes all that a new one takes', () => {
    const folder = folderOfVersion(version);
    const store = openStore({ folder });
    store.confirmationCodes.save(ALICE, 'SignUp', {
      ...{ attribute: 'email', address: 'alice@example.com', codeHash: 'h', wrongAnswers: 0, expiresAt: 1 },
    });
    store.groups.save({ userPoolId: POOL, groupName: 'writers', createdAt: 1, modifiedAt: 1 });
    store.groups.add({ userPoolId: POOL, groupName: 'writers' }, ALICE.userName);
    store.users.remove(ALICE);
    expect(store.confirmationCodes.find(ALICE, 'SignUp')).toBeUndefined();
    expect([...store.groups.members({ userPoolId: POOL, groupName: 'writers' }, '')]).toEqual([]);
    store.close();
    expect(schemaOf(folder)).toEqual(schemaOf(freshFolder()));
  });
});

describe('a folder of an older version', () => {
  it('loses what nobody can read any more: the hashes of passwords of version 1', () => {
    const store = openStore({ folder: folderOfVersion(1) });
    expect(store.users.find(POOL, '5d0a')?.passwordHash).toBeNull();
    expect(store.confirmationCodes.find(ALICE, 'SignUp')).toBeUndefined();
    store.close();
  });

  it('keeps devices, second factors, passkeys, groups and secrets, from version 2 on', () => {
    const store = openStore({ folder: folderOfVersion(2) });
    expect([...store.devices.list(ALICE, '')]).toEqual([
      {
        ...{ ...ALICE, deviceKey: 'eu-central-1_device-1', deviceGroupKey: '-group-1', name: null, remembered: true },
        ...{ secret: { salt: 'ab', verifier: 'cd' }, createdAt: 7, modifiedAt: 8, authenticatedAt: 9 },
      },
    ]);
    expect(store.mfa.find(ALICE)).toEqual({
      ...{ enabled: ['SOFTWARE_TOKEN_MFA'], preferred: null, associatedSecret: null },
      softwareToken: { secret: 'ABC', name: null, lastStep: 7 },
    });
    expect(store.passkeys.find(ALICE, 'credential-1')).toEqual({
      ...{ ...ALICE, credentialId: 'credential-1', publicKey: new Uint8Array([1, 2]), counter: 3 },
      ...{ friendlyName: 'A phone', relyingPartyId: 'localhost', attachment: null, transports: ['internal'] },
      createdAt: 10,
    });
    expect(store.groups.of(ALICE)).toEqual([
      { userPoolId: POOL, groupName: 'admins', precedence: 0, createdAt: 11, modifiedAt: 12 },
    ]);
    expect(store.clientSecrets.of('client-1')).toEqual([
      { userPoolId: POOL, clientId: 'client-1', secretId: 'secret-1', secret: 'a-secret', createdAt: 13 },
    ]);
    expect(store.signIns.findByRefreshToken(new Uint8Array(31))).toEqual({
      ...{ ...ALICE, eventId: 'event-1', clientId: 'client-1', originJti: 'origin-1' },
      ...{ authenticatedAt: 4, expiresAt: 5, deviceKey: 'eu-central-1_device-1', goodUntil: 6 },
    });
    store.close();
  });

  it.each([4, 5])('of version %i keeps what the ledger remembers, and its key', (version) => {
    const store = openStore({ folder: folderOfVersion(version) });
    const item = { pk: { S: 'gA' }, fails: { N: '3' }, ttl: { N: '9' } };
    expect(store.ledgerItems.find({ tableName: 'Ledger', pk: 'gA' }, 8_999)).toEqual(item);
    expect(store.ledgerItems.find({ tableName: 'Ledger', pk: 'gA' }, 9_000)).toBeUndefined();
    const key = {
      keyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1',
      keySpec: 'HMAC_256',
      secret: new Uint8Array(32),
    };
    expect(store.kmsKeys.find(key.keyArn)).toEqual(key);
    expect(store.kmsKeys.keep({ ...key, secret: new Uint8Array(32).fill(1) })).toEqual(key);
    store.close();
  });

  it.each([1, 2])('of version %i lets its users be searched without case, beyond the Latin letters', (version) => {
    const zoe = `INSERT INTO users VALUES ('${POOL}', 'Zoë', '{"name":"ZOË"}', 'UNCONFIRMED', 0, NULL, 1, 2)`;
    const store = openStore({ folder: withSql(folderOfVersion(version), zoe) });
    expect(found(store, 'name', 'zoë')).toEqual(['Zoë']);
    expect(found(store, 'username', 'Zoë')).toEqual(['Zoë']);
    expect(found(store, 'status', 'Disabled')).toEqual(['Zoë']);
    expect(found(store, 'cognito:user_status', 'unconfirmed')).toEqual(['Zoë']);
    expect(store.users.count(POOL)).toBe(2);
    store.close();
  });

  it('stays as it was where bringing it forward fails in the middle', () => {
    const folder = withSql(folderOfVersion(1), 'CREATE TABLE passkeys (taken TEXT) STRICT');
    const before = schemaOf(folder);
    expect(refusal(folder)).toBeInstanceOf(StorageError);
    expect(schemaOf(folder)).toEqual(before);
    expect(before.version).toBe(1);
    withSql(folder, 'DROP TABLE passkeys');
    const store = openStore({ folder });
    expect(store.users.find(POOL, 'alice@example.com')?.userName).toBe('5d0a');
    store.close();
  });

  it('is not opened where its rows refer to users that are gone', () => {
    const orphan = 'PRAGMA foreign_keys = OFF; DELETE FROM users';
    expect(refusal(withSql(folderOfVersion(1), orphan))).toMatchObject({
      code: 'storage',
      message: expect.stringContaining('refer to nothing'),
    });
  });
});

describe('a folder that two processes open at once', () => {
  const opening = (folder: string): ChildProcessByStdio<null, Readable, null> => {
    const script = fileURLToPath(new URL('open-and-find.ts', import.meta.url));
    const child = spawn(process.execPath, [script, folder, 'alice@example.com'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  it('is brought forward by one of them; the other one waits and goes on', async () => {
    const folder = folderOfVersion(1);
    const first = rawDatabase(folder);
    first.exec('BEGIN IMMEDIATE');
    const second = opening(folder);
    const ended = once(second, 'close');
    const lines: string[] = [];
    const output = createInterface(second.stdout).on('line', (line) => lines.push(line));
    await once(output, 'line');
    // By now it has read the version, and waits for the lock: with less time, it only finds the work done.
    await setTimeout(300);
    expect(lines).toEqual(['opening']);
    defineSearchedValue(first);
    first.exec(MIGRATIONS.join('\n'));
    first.exec(`PRAGMA user_version = ${VERSION}; COMMIT`);
    first.close();
    await ended;
    expect(second.exitCode).toBe(0);
    expect(lines).toEqual(['opening', '5d0a']);
    expect(schemaOf(folder)).toEqual(schemaOf(freshFolder()));
  });

  it('is made by one of them where it is new', async () => {
    const folder = temporaryFolder();
    const processes = [opening(folder), opening(folder)];
    for (const child of processes) child.stdout.resume();
    await Promise.all(processes.map((child) => once(child, 'close')));
    expect(processes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(schemaOf(folder)).toEqual(schemaOf(freshFolder()));
  });
});

describe('a folder that this version must not touch', () => {
  it('was written by a newer one: the refusal names both versions and what to do', () => {
    const folder = withSql(freshFolder(), 'PRAGMA user_version = 99');
    const before = schemaOf(folder);
    expect(refusal(folder)).toMatchObject({
      code: 'storage',
      message: `The user pool in ${folder} was written by a newer version of Countersign (its schema is 99, this one's ${VERSION}): update countersign, or use another folder, or delete the folder to begin anew.`,
    });
    expect(schemaOf(folder)).toEqual(before);
  });

  it.each([
    ['no version', 0],
    ["an older schema's version", 1],
    ["this schema's version", VERSION],
    ['a newer version', 99],
    ['a negative version', -1],
  ])("holds somebody else's database, with %s", (_, version) => {
    const folder = withSql(
      temporaryFolder(),
      `CREATE TABLE users (name TEXT); INSERT INTO users VALUES ('hers'); PRAGMA user_version = ${version}`,
    );
    const before = schemaOf(folder);
    expect(refusal(folder)).toMatchObject({
      code: 'storage',
      message: expect.stringContaining("isn't one that Countersign made"),
    });
    expect(schemaOf(folder)).toEqual(before);
    const database = rawDatabase(folder);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    database.close();
  });

  it('lacks a table of its version', () => {
    const folder = withSql(freshFolder(), 'DROP TABLE devices');
    expect(refusal(folder)).toMatchObject({ code: 'storage', message: expect.stringContaining('devices') });
  });
});
