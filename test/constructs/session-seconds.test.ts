import { CfnParameter, type CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type CfnUserPoolClient, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { expect, it } from 'vitest';
import { CustomAuth, type CustomAuthProps } from '../../lib/constructs/index.ts';
import { makeApp, props } from './fixtures/synth.ts';

interface Made {
  readonly auth: CustomAuth;
  readonly pools: Stack;
}

/** A sign-in in a stack beside the pool's. */
function made(more: Partial<CustomAuthProps> = {}, change: (parts: Made) => void = () => {}) {
  const app = makeApp();
  const pools = new Stack(app, 'Pools');
  const functions = new Stack(app, 'Functions');
  const auth = new CustomAuth(functions, 'SignIn', { ...props, userPool: new UserPool(pools, 'Pool'), ...more });
  change({ auth, pools });
  const assembly = () => app.synth({ skipValidation: true });
  return { assembly, pools, functions };
}

/** What the functions are told: one text for each that is. */
function told(...parts: Parameters<typeof made>): readonly unknown[] {
  const { assembly, functions } = made(...parts);
  const template = Template.fromJSON(assembly().getStackByName(functions.stackName).template);
  return Object.values(template.findResources('AWS::Lambda::Function')).flatMap(
    ({ Properties }) => Properties.Environment?.Variables?.COUNTERSIGN_SESSION_SECONDS ?? [],
  );
}

const ofFlow = { userPassword: false, custom: true };
const client = ({ auth, pools }: Made, more: object) =>
  new UserPoolClient(pools, 'Web', { userPool: auth.userPool, authFlows: ofFlow, ...more });

it('Create alone is told, as long as the slowest challenge of the flow needs', () => {
  expect(told()).toEqual(['900']);
});

it('as long as is said of the client', () => {
  expect(told({ client: { authSessionValidity: Duration.minutes(4) } })).toEqual(['240']);
});

it('as the template says in the end', () => {
  const override = ({ auth }: Made) =>
    (auth.userPoolClient.node.defaultChild as CfnUserPoolClient).addPropertyOverride('AuthSessionValidity', 7);
  expect(told({}, override)).toEqual(['420']);
});

it.each<[string, object, string]>([
  ['of another client that begins the flow', { authSessionValidity: Duration.minutes(5) }, '300'],
  ['of one that says nothing', {}, '180'],
  ['not of one that does not begin the flow', { authFlows: { userSrp: true } }, '900'],
])('as long as the shortest session: %s', (_, more, seconds) => {
  expect(told({}, (parts) => client(parts, more))).toEqual([seconds]);
});

it('a plain number across stacks, which only one of them refers to', () => {
  const { assembly, functions, pools } = made();
  const dependencies = (stack: Stack) =>
    assembly()
      .getStackByName(stack.stackName)
      .dependencies.map(({ id }) => id)
      .filter((id) => !id.endsWith('.assets'));
  expect([dependencies(functions), dependencies(pools)]).toEqual([[], ['Functions']]);
});

it('nothing, where only the deployment knows', () => {
  const later = (of: (parts: Made) => UserPoolClient) => (parts: Made) => {
    const authSessionValidity = new CfnParameter(parts.pools, 'Minutes', { type: 'Number' }).valueAsNumber;
    Object.assign(of(parts).node.defaultChild as CfnUserPoolClient, { authSessionValidity });
  };
  expect(
    told(
      {},
      later(({ auth }) => auth.userPoolClient),
    ),
  ).toEqual(['unknown']);
  expect(
    told(
      {},
      later((parts) => client(parts, {})),
    ),
  ).toEqual(['unknown']);
});

it('what the app sets itself, for a client outside of it', () => {
  expect(told({ environment: { COUNTERSIGN_SESSION_SECONDS: '180' } })).toEqual(['180', '180', '180']);
});

it('is no obstacle to what is said of a function that was overridden to be of another type', () => {
  const override = ({ auth }: Made) =>
    (auth.createAuthChallenge.node.defaultChild as CfnResource).addOverride('Type', 'Custom::Function');
  expect(() => Template.fromStack(made({}, override).functions)).toThrow(/CreateAuthChallenge: overrides Type/);
});
