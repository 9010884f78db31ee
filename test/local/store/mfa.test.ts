import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NO_MFA } from '../../../lib/local/store/mfa.ts';
import { openStore } from '../../../lib/local/store/store.ts';
import type { StoredUser } from '../../../lib/local/store/users.ts';

const alice: StoredUser = {
  ...{ userPoolId: 'eu-central-1_EXAMPLE01', userName: 'alice', attributes: {}, status: 'CONFIRMED', enabled: true },
  ...{ passwordHash: null, createdAt: 0, modifiedAt: 0 },
};

describe('the second factors of users', () => {
  it('are none until they are set, change one by one, and outlive the process', () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-mfa-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const store = openStore({ folder });
    store.users.save(alice, ['alice']);
    expect(store.mfa.find(alice)).toEqual(NO_MFA);
    store.mfa.change(alice, { associatedSecret: 'ABC' });
    const softwareToken = { secret: 'ABC', name: null, lastStep: 7 };
    store.mfa.change(alice, { softwareToken, associatedSecret: null });
    const kept = store.mfa.change(alice, { enabled: ['SOFTWARE_TOKEN_MFA'], preferred: 'SOFTWARE_TOKEN_MFA' });
    expect(kept).toEqual({
      ...NO_MFA,
      softwareToken,
      enabled: ['SOFTWARE_TOKEN_MFA'],
      preferred: 'SOFTWARE_TOKEN_MFA',
    });
    store.close();
    const opened = openStore({ folder });
    expect(opened.mfa.find(alice)).toEqual(kept);
    expect(opened.mfa.find({ ...alice, userName: 'bob' })).toEqual(NO_MFA);
    opened.close();
  });

  it('go with the user', () => {
    const store = openStore('memory');
    store.users.save(alice, ['alice']);
    store.mfa.change(alice, { enabled: ['SMS_MFA'] });
    store.users.remove(alice);
    store.users.save(alice, ['alice']);
    expect(store.mfa.find(alice)).toEqual(NO_MFA);
    store.close();
  });

  it('stay when the user is changed', () => {
    const store = openStore('memory');
    store.users.save(alice, ['alice']);
    store.mfa.change(alice, { enabled: ['SMS_MFA'] });
    store.users.save({ ...alice, enabled: false }, ['alice', 'also-alice']);
    expect(store.mfa.find(alice).enabled).toEqual(['SMS_MFA']);
    store.close();
  });
});
