import { App, Fn, Stack, Token } from 'aws-cdk-lib';
import {
  type CfnUserPoolClient,
  ClientAttributes,
  UserPool,
  type UserPoolClientOptions,
} from 'aws-cdk-lib/aws-cognito';
import { describe, expect, it } from 'vitest';
import { judgeFindings } from '../../lib/constructs/bypass-findings.ts';
import type { FlowReport } from '../../lib/constructs/inspection/inspection-report.ts';
import { flow, judged, l1, poolProps } from './fixtures/judged.ts';

const warningsOf = (stack: Stack): readonly unknown[] =>
  stack.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);

const standard = { email: true, fullname: true };
/** A client that leads through the flow and nowhere else. */
const safe: UserPoolClientOptions = {
  authFlows: { custom: true },
  disableOAuth: true,
  preventUserExistenceErrors: true,
  writeAttributes: new ClientAttributes().withStandardAttributes(standard),
  readAttributes: new ClientAttributes().withStandardAttributes(standard),
};
const approved = 'lets users write custom:approved (the flow asks about it)';

describe('a client that leads through the flow is judged by all that it allows', () => {
  const add = (options: Partial<UserPoolClientOptions>, change: (client: CfnUserPoolClient) => void = () => {}) =>
    judged(({ userPool }) => change(l1(userPool.addClient('Mobile', { ...safe, ...options }))));
  const writes = (attributes: ClientAttributes) => add({ writeAttributes: attributes });

  it('and has no finding where that is nothing', () => {
    expect(add({})).toBe('');
  });

  it.each<[string, string, () => string]>([
    [
      'the example of old, by which users approved themselves',
      approved,
      () => judged(({ userPool }) => userPool.addClient('Mobile', { authFlows: { custom: true }, disableOAuth: true })),
    ],
    ['a list with a custom attribute', approved, () => writes(new ClientAttributes().withCustomAttributes('approved'))],
    ['an empty list, which allows all', approved, () => writes(new ClientAttributes())],
    [
      'a standard attribute, chosen at sign-up',
      'lets users write profile (the flow asks about it)',
      () => writes(new ClientAttributes().withStandardAttributes({ profilePage: true })),
    ],
    [
      'a name that is known only at deployment',
      approved,
      () => add({}, (client) => client.addPropertyOverride('WriteAttributes', ['email', { Ref: 'Name' }])),
    ],
    [
      'a secret in the ID token',
      'lets users read custom:pin (pin keeps it secret)',
      () => add({ readAttributes: new ClientAttributes().withCustomAttributes('pin') }),
    ],
    [
      'no list of what is read',
      'lets users read custom:pin (pin keeps it secret)',
      () => add({}, (client) => client.addPropertyDeletionOverride('ReadAttributes')),
    ],
    [
      'a list that is deleted',
      approved,
      () => add({}, (client) => client.addPropertyDeletionOverride('WriteAttributes')),
    ],
    [
      'all properties replaced',
      'tells who exists',
      () => add({}, (client) => client.addOverride('Properties', { PreventUserExistenceErrors: 'LEGACY' })),
    ],
    [
      'all properties deleted',
      'allows SRP since it names no flows',
      () => add({}, (client) => client.addDeletionOverride('Properties')),
    ],
    [
      'one flow of the list overridden',
      'allows ALLOW_USER_AUTH',
      () => add({}, (client) => client.addPropertyOverride('ExplicitAuthFlows.0', 'ALLOW_USER_AUTH')),
    ],
    [
      'flows that are a token',
      'allows flows known only at deployment',
      () =>
        add({}, (client) => client.addPropertyOverride('ExplicitAuthFlows', Fn.split(',', Fn.importValue('Flows')))),
    ],
    [
      'a token among the flows',
      'allows a flow known only at deployment',
      () =>
        add({}, (client) => {
          client.explicitAuthFlows = ['ALLOW_CUSTOM_AUTH', Fn.importValue('Flow')];
        }),
    ],
    [
      'OAuth that is known only at deployment',
      'allows OAuth',
      () =>
        add({}, (client) => {
          client.allowedOAuthFlowsUserPoolClient = Token.asAny({ Ref: 'OAuth' });
        }),
    ],
    ['errors that tell who exists', 'tells who exists', () => add({ preventUserExistenceErrors: false })],
    [
      'tokens that nobody can revoke',
      'lets tokens outlive their revocation',
      () => add({ enableTokenRevocation: false }),
    ],
    [
      'settings of a macro',
      'has settings known only at deployment',
      () => add({}, (client) => client.addPropertyOverride('Fn::Transform', { Name: 'Client' })),
    ],
  ])('%s', (_, allowed, judgement) => {
    expect(judgement()).toMatch(/^app client Test\/Pool\/Mobile leads round the flow/);
    expect(judgement()).toContain(allowed);
  });

  it('and OAuth flows beside a flag that is false open nothing', () => {
    expect(
      add({}, (client) => {
        client.allowedOAuthFlows = ['code'];
        client.allowedOAuthFlowsUserPoolClient = false;
      }),
    ).toBe('');
  });
});

describe('an acknowledgement', () => {
  const judgedWith = (id: string, options: UserPoolClientOptions) => {
    const stack = new Stack(new App(), 'Test');
    const userPool = new UserPool(stack, 'Pool', poolProps);
    userPool.addClient('Web', options);
    const errors = judgeFindings(stack, {
      userPool,
      flow,
      loadFlow: () => flow,
      deployed: [],
      acknowledgements: [{ id, reason: 'why' }],
    });
    return { errors, warnings: warningsOf(stack) };
  };

  it('covers the finding that it names', () => {
    const judgement = judgedWith('Test/Pool/Web: tells who exists', { ...safe, preventUserExistenceErrors: false });
    expect(judgement).toEqual({ errors: [], warnings: [] });
  });

  it('covers no client that allows more by now, and is reported', () => {
    const { errors, warnings } = judgedWith('Test/Pool/Web: tells who exists', {
      ...safe,
      preventUserExistenceErrors: false,
      disableOAuth: false,
    });
    expect(errors).toEqual([
      expect.stringContaining("{ id: 'Test/Pool/Web: allows OAuth, tells who exists', reason: '…' }"),
    ]);
    expect(warnings).toEqual([
      expect.stringContaining(
        "nothing is found that the acknowledgement of 'Test/Pool/Web: tells who exists' is about",
      ),
    ]);
  });

  it('prints an id that can be pasted, whatever is in it', () => {
    const stack = new Stack(new App(), 'Test');
    const userPool = new UserPool(stack, "Bob's", poolProps);
    userPool.addClient('Web', { ...safe, preventUserExistenceErrors: false });
    const [error] = judgeFindings(stack, { userPool, flow, loadFlow: () => flow, deployed: [], acknowledgements: [] });
    expect(error).toContain("{ id: 'Test/Bob\\'s/Web: tells who exists', reason: '…' }");
  });
});

it('a client whose sessions end before a challenge can be answered is a warning', () => {
  const stack = new Stack(new App(), 'Test');
  const userPool = new UserPool(stack, 'Pool', poolProps);
  userPool.addClient('Web', safe);
  const challenges = flow.challenges.map((challenge) => ({ ...challenge, needs: { sessionMinutes: 10 } }));
  const known: FlowReport = { ...flow, challenges, attributes: [], comparedAttributes: [] };
  expect(
    judgeFindings(stack, { userPool, flow: known, loadFlow: () => known, deployed: [], acknowledgements: [] }),
  ).toEqual([]);
  expect(warningsOf(stack)).toEqual([
    expect.stringContaining(
      'app client Test/Pool/Web keeps a session for 3 minutes, and a challenge of the flow may take 10',
    ),
  ]);
});
