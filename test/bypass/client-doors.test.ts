import { describe, expect, it } from 'vitest';
import { clientDoors } from '../../lib/bypass/client-doors.ts';

const throughTheFlow = {
  ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  AllowedOAuthFlowsUserPoolClient: false,
};
const doorsOf = (changes: object) =>
  clientDoors('Web', { ...throughTheFlow, ...changes }).map(({ id, message }) => [id, message]);
const door = (text: string) => [['Web', `app client Web lets users in beside the flow: ${text}`]];

describe('an app client', () => {
  it.each([
    [{}],
    [{ AllowedOAuthFlowsUserPoolClient: undefined }],
    [{ ExplicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] }],
    [{ ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] }],
  ])('leads through the flow alone, with %j', (changes) => {
    expect(doorsOf(changes)).toEqual([]);
  });

  it.each([
    'ALLOW_USER_SRP_AUTH',
    'ALLOW_USER_PASSWORD_AUTH',
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_USER_AUTH',
    'ADMIN_NO_SRP_AUTH',
    'USER_PASSWORD_AUTH',
    'ALLOW_WHATEVER_COMES',
  ])('is a door by %s', (flow) => {
    expect(doorsOf({ ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', flow] })).toEqual(door(`it has "${flow}"`));
  });

  it.each([undefined, []])('is a door where it names no flows: %j', (flows) => {
    expect(doorsOf({ ExplicitAuthFlows: flows })).toEqual(
      door('it names no authFlows, so Cognito allows SRP (say authFlows: { custom: true })'),
    );
  });

  it.each([{ Ref: 'Flows' }, 'ALLOW_CUSTOM_AUTH', null])('is a door where its flows can’t be read: %j', (flows) => {
    expect(doorsOf({ ExplicitAuthFlows: flows })).toEqual(door('its authFlows are known only at deployment'));
  });

  it('is a door by one flow that is known only at deployment', () => {
    const flows = ['ALLOW_CUSTOM_AUTH', { Ref: 'Flow' }];
    expect(doorsOf({ ExplicitAuthFlows: flows })).toEqual(door('it has {"Ref":"Flow"}'));
  });

  it.each([true, 'true', 'false', null, { Ref: 'OAuth' }, { 'Fn::If': ['Prod', false, true] }])(
    'is a door by OAuth, known or not: %j',
    (oAuth) => {
      expect(doorsOf({ AllowedOAuthFlowsUserPoolClient: oAuth })).toEqual(
        door('it allows OAuth (say disableOAuth: true)'),
      );
    },
  );

  it('tells all its doors at once', () => {
    expect(
      doorsOf({ ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'], AllowedOAuthFlowsUserPoolClient: true }),
    ).toEqual(door('it has "ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH", and it allows OAuth (say disableOAuth: true)'));
  });
});
