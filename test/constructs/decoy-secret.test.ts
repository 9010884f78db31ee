import { Stack, Token } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

describe('a decoy secret of the app’s own, without a ledger', () => {
  const secret = (COUNTERSIGN_DECOY_SECRET: string, later = false) => {
    const app = makeApp();
    const environment = later ? {} : { COUNTERSIGN_DECOY_SECRET };
    const auth = new CustomAuth(new Stack(app, 'Test'), 'SignIn', {
      ...{ ...props, environment, ledger: false },
      acknowledgements: [{ id: 'Test/SignIn: no-ledger', reason: 'a test' }],
    });
    if (later) auth.createAuthChallenge.addEnvironment('COUNTERSIGN_DECOY_SECRET', COUNTERSIGN_DECOY_SECRET);
    return () => app.synth();
  };

  it('is refused where it is short enough to be guessed, also where it is set later', () => {
    const message =
      /COUNTERSIGN_DECOY_SECRET of Test\/SignIn\/CreateAuthChallenge has 15 characters, so it may be guessed/;
    expect(secret('s'.repeat(15))).toThrow(message);
    expect(secret('s'.repeat(15), true)).toThrow(message);
    expect(secret('')).toThrow(/has 0 characters/);
  });

  it('is taken from 16 characters on, and where only the deployment knows it', () => {
    expect(secret('s'.repeat(16))).not.toThrow();
    expect(secret(Token.asString({ 'Fn::ImportValue': 'S' }))).not.toThrow();
  });
});
