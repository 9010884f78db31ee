import { CfnParameter, Stack } from 'aws-cdk-lib';
import { type CfnUserPool, StringAttribute, UserPool, type UserPoolProps } from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { CustomAuth } from '../../lib/constructs/index.ts';
import { assertProps, assertSameEnvironment } from '../../lib/constructs/limits.ts';
import { makeApp, props } from './fixtures/synth.ts';

const stackIn = (region?: string, account?: string) =>
  new Stack(makeApp(), 'Test', { env: { ...(region && { region }), ...(account && { account }) } });
const property = (message: RegExp) =>
  expect.objectContaining({ code: 'property', message: expect.stringMatching(message) });
const attributes = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, new StringAttribute()]));

describe('properties that AWS would refuse in the middle of a deployment', () => {
  const numbered = Array.from({ length: 51 }, (_, index) => `a${index}`);

  it.each([
    [{ customAttributes: attributes('a'.repeat(21)) }, /has "a{21}", of 21 characters, and a name has 1 to 20/],
    [{ customAttributes: attributes(...numbered) }, /customAttributes has 51, and a pool takes 50/],
    [{ client: { userPoolClientName: 'c'.repeat(129) } }, /userPoolClientName has 129 characters, and may have 128/],
  ])('are refused: %#', (more, message) => {
    expect(() => assertProps({ ...props, ...more })).toThrow(property(message));
  });

  it('are taken up to there', () => {
    const customAttributes = attributes('a'.repeat(20), ...numbered.slice(0, 49));
    expect(() =>
      assertProps({ ...props, customAttributes, client: { userPoolClientName: 'c'.repeat(128) } }),
    ).not.toThrow();
  });
});

describe('properties of the new pool beside an existing one', () => {
  it.each([
    ['customAttributes', attributes('role')],
    ['selfSignUpEnabled', false],
    ['deletionProtection', true],
  ])('are refused, since they would be ignored: %s', (name, value) => {
    const userPool = new UserPool(stackIn(), 'Pool');
    expect(() => assertProps({ ...props, userPool, [name]: value })).toThrow(
      property(new RegExp(`^${name} is of the pool that CustomAuth makes, and Test/Pool is given`)),
    );
  });
});

describe('a pool somewhere else than the functions', () => {
  const here = stackIn('eu-central-1', '111122223333');

  it.each([
    ['region', 'us-east-1', '111122223333'],
    ['account', 'eu-central-1', '444455556666'],
  ])('is refused in another %s', (what, region, account) => {
    const userPool = new UserPool(stackIn(region, account), 'Pool');
    expect(() => assertSameEnvironment(here, userPool)).toThrow(
      expect.objectContaining({ code: 'user-pool', message: expect.stringContaining(`is in the ${what} `) }),
    );
    expect(() => new CustomAuth(here, region, { ...props, userPool })).toThrow(/ invokes functions of its own /);
  });

  it('is taken in the same, and where only the deployment knows', () => {
    expect(() =>
      assertSameEnvironment(here, new UserPool(stackIn('eu-central-1', '111122223333'), 'Pool')),
    ).not.toThrow();
    expect(() => assertSameEnvironment(here, new UserPool(stackIn(), 'Pool'))).not.toThrow();
  });
});

describe('the environment of a function', () => {
  it('is refused beyond 4 KB, also where it grew after the construct', () => {
    const app = makeApp();
    const auth = new CustomAuth(new Stack(app, 'Test'), 'SignIn', props);
    auth.defineAuthChallenge.addEnvironment('LARGE', 'é'.repeat(2046));
    expect(() => app.synth()).toThrow(
      /the environment variables of Test\/SignIn\/DefineAuthChallenge have 4097 bytes, and Lambda takes 4096/,
    );
  });
});

describe('a pool that keeps an address until the new one is verified', () => {
  const attached = (poolProps: UserPoolProps, change: (pool: CfnUserPool, stack: Stack) => void = () => {}) => {
    const app = makeApp();
    const stack = new Stack(app, 'Test');
    const userPool = new UserPool(stack, 'Pool', poolProps);
    change(userPool.node.defaultChild as CfnUserPool, stack);
    new CustomAuth(stack, 'SignIn', { ...props, userPool });
    return () => app.synth();
  };

  it.each([
    ['email', { keepOriginal: { email: true } }, 'email'],
    ['phone_number', { keepOriginal: { email: true, phone: true }, autoVerify: { email: true } }, 'phone'],
  ])('is refused where it does not verify it by itself, as Cognito would: %s', (name, poolProps, key) => {
    expect(attached(poolProps)).toThrow(
      new RegExp(`Test/Pool keeps the original ${name} .* which Cognito refuses: set autoVerify: { ${key}: true }`),
    );
  });

  it('is judged as the template has it', () => {
    const both = { keepOriginal: { email: true }, autoVerify: { email: true } };
    expect(attached(both)).not.toThrow();
    expect(attached(both, (pool) => pool.addPropertyDeletionOverride('AutoVerifiedAttributes'))).toThrow(
      /keeps the original email/,
    );
    const unknown = (pool: CfnUserPool, stack: Stack) => {
      pool.autoVerifiedAttributes = new CfnParameter(stack, 'Verified', { type: 'CommaDelimitedList' }).valueAsList;
    };
    expect(attached(both, unknown)).not.toThrow();
  });
});
