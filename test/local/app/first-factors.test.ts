import { expect, it } from 'vitest';
import type { LocalPoolDefinition } from '../../../lib/local/model.ts';
import { appOf, functionResource, permissionResource, poolResource } from './assembly.ts';

const poolOf = async (properties: object): Promise<LocalPoolDefinition | undefined> => {
  const Define = functionResource();
  const app = await appOf({ Define, Pool: poolResource(properties), Allowed: permissionResource() });
  return app.pools[0];
};

it('reads how a pool tracks devices', async () => {
  const tracking = await poolOf({ DeviceConfiguration: { ChallengeRequiredOnNewDevice: 'true' } });
  expect(tracking?.deviceConfiguration).toEqual({
    challengeRequiredOnNewDevice: true,
    deviceOnlyRememberedOnUserPrompt: false,
  });
  const asking = await poolOf({ DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true } });
  expect(asking?.deviceConfiguration).toEqual({
    challengeRequiredOnNewDevice: false,
    deviceOnlyRememberedOnUserPrompt: true,
  });
  expect(await poolOf({})).not.toHaveProperty('deviceConfiguration');
});

it('reads what USER_AUTH may begin with, and how the pool takes passkeys', async () => {
  const pool = await poolOf({
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN', 'SOFTWARE_TOKEN'] } },
    WebAuthnRelyingPartyID: 'example.com',
    WebAuthnUserVerification: 'required',
    WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  });
  expect(pool?.firstAuthFactors).toEqual(['PASSWORD', 'WEB_AUTHN']);
  expect(pool?.webAuthn).toEqual({
    relyingPartyId: 'example.com',
    userVerification: 'required',
    isMultiFactor: true,
  });
  const plain = await poolOf({});
  expect(plain).not.toHaveProperty('firstAuthFactors');
  expect(plain?.webAuthn).toEqual({ userVerification: 'preferred', isMultiFactor: false });
});
