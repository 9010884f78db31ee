import { describe, expect, it } from 'vitest';
import { clientDoors } from '../../lib/bypass/client-doors.ts';
import type { GuardedAttribute } from '../../lib/bypass/guarded-attributes.ts';
import type { Wording } from '../../lib/bypass/settings.ts';

const throughTheFlow = {
  ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  AllowedOAuthFlowsUserPoolClient: false,
  PreventUserExistenceErrors: 'ENABLED',
};
const guardedAs = (name: string, more: Partial<GuardedAttribute> = {}): GuardedAttribute => ({
  name,
  because: ['the flow asks about it'],
  secret: false,
  remedies: ['other-attribute'],
  ...more,
});
const role = guardedAs('custom:role');
const judge = (changes: object, guarded: readonly GuardedAttribute[] = [], wording: Wording = 'cdk') =>
  clientDoors({ name: 'Web', settings: { ...throughTheFlow, ...changes }, wording }, guarded);
const idsOf = (...given: Parameters<typeof judge>) => judge(...given).map(({ id }) => id);

describe('an app client', () => {
  it.each([
    {},
    { AllowedOAuthFlowsUserPoolClient: undefined },
    { AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['client_credentials'] },
    { AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['openid'] },
    { ExplicitAuthFlows: ['CUSTOM_AUTH_FLOW_ONLY'] },
    { ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'] },
    { EnableTokenRevocation: true },
  ])('leads through the flow alone, with %j', (changes) => {
    expect(judge(changes)).toEqual([]);
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
    expect(judge({ ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', flow] })).toEqual([
      {
        id: `Web: allows ${flow}`,
        message: `app client Web leads round the flow: it allows ${flow}; set authFlows: { custom: true }`,
      },
    ]);
  });

  it.each([undefined, []])('is a door where it names no flows: %j', (flows) => {
    expect(idsOf({ ExplicitAuthFlows: flows })).toEqual(['Web: allows SRP since it names no flows']);
  });

  it.each([{ Ref: 'Flows' }, 'ALLOW_CUSTOM_AUTH', null])('is a door where its flows can’t be read: %j', (flows) => {
    expect(idsOf({ ExplicitAuthFlows: flows })).toEqual(['Web: allows flows known only at deployment']);
  });

  it('is a door by one flow that is known only at deployment', () => {
    expect(idsOf({ ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', { Ref: 'Flow' }, null] })).toEqual([
      'Web: allows a flow known only at deployment',
    ]);
  });

  it('is a door where a macro writes its settings', () => {
    expect(idsOf({ 'Fn::Transform': { Name: 'Client' } })).toEqual(['Web: has settings known only at deployment']);
  });

  it.each([true, 'true', 'false', null, { Ref: 'OAuth' }, { 'Fn::If': ['Prod', false, true] }])(
    'is a door by OAuth, known or not: %j',
    (oAuth) => {
      expect(idsOf({ AllowedOAuthFlowsUserPoolClient: oAuth })).toEqual(['Web: allows OAuth']);
    },
  );

  it.each([undefined, 'LEGACY', null, { Ref: 'Prevent' }])(
    'tells who exists, unless it says that it won’t: %j',
    (how) => {
      expect(idsOf({ PreventUserExistenceErrors: how })).toEqual(['Web: tells who exists']);
    },
  );

  it.each([false, 'true', null, { Ref: 'Revoke' }])('keeps tokens that were revoked, known or not: %j', (enabled) => {
    expect(idsOf({ EnableTokenRevocation: enabled })).toEqual(['Web: lets tokens outlive their revocation']);
  });
});

describe('what a sign-in depends on', () => {
  it.each([undefined, null, [], { Ref: 'Names' }, ['name', 'custom:role'], ['name', { Ref: 'Name' }], [null]])(
    'is written by users where the list allows it, is missing, empty, or known only at deployment: %j',
    (WriteAttributes) => {
      expect(idsOf({ WriteAttributes }, [role])).toEqual([
        'Web: lets users write custom:role (the flow asks about it)',
      ]);
    },
  );

  it.each([[['name']], [['name', 'custom:rolex', 'role', 'CUSTOM:ROLE']]])(
    'is not, where it names others: %j',
    (list) => {
      expect(judge({ WriteAttributes: list }, [role])).toEqual([]);
    },
  );

  it('is judged once for the pool, where no client can do without it', () => {
    expect(judge({}, [guardedAs('email', { stays: 'required' })])).toEqual([]);
  });

  it.each([undefined, [], ['custom:pin'], [{ Ref: 'Name' }]])(
    'is read by users in the same way: %j',
    (ReadAttributes) => {
      const pin = guardedAs('custom:pin', { secret: true, because: ['pin keeps it secret'] });
      expect(idsOf({ ReadAttributes, WriteAttributes: ['name'] }, [pin])).toEqual([
        'Web: lets users read custom:pin (pin keeps it secret)',
      ]);
      expect(judge({ ReadAttributes: ['name'], WriteAttributes: ['name'] }, [pin])).toEqual([]);
    },
  );

  it('is read by users without a finding, where it is no secret', () => {
    expect(judge({ WriteAttributes: ['name'] }, [role])).toEqual([]);
  });
});

describe('a finding', () => {
  const open = {
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_USER_SRP_AUTH'],
    AllowedOAuthFlowsUserPoolClient: true,
    PreventUserExistenceErrors: 'LEGACY',
    EnableTokenRevocation: false,
  };
  const guarded = [guardedAs('custom:pin', { secret: true }), role];

  it('names all that a client allows, and all that is to be set', () => {
    expect(judge(open, guarded)).toEqual([
      {
        id:
          'Web: allows ALLOW_USER_AUTH, allows ALLOW_USER_SRP_AUTH, allows OAuth, ' +
          'lets users write custom:pin (the flow asks about it), lets users write custom:role (the flow asks about it), ' +
          'lets users read custom:pin (the flow asks about it), tells who exists, lets tokens outlive their revocation',
        message: expect.stringMatching(
          new RegExp(
            '; set authFlows: { custom: true }, disableOAuth: true, ' +
              'writeAttributes: a list without custom:pin and custom:role, readAttributes: a list without custom:pin, ' +
              'preventUserExistenceErrors: true, enableTokenRevocation: true$',
          ),
        ),
      },
    ]);
  });

  it('speaks of a bare client in CloudFormation’s words', () => {
    expect(judge(open, guarded, 'cloudformation')[0]?.message).toContain(
      '; set ExplicitAuthFlows: [ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH], AllowedOAuthFlowsUserPoolClient: false, ' +
        'WriteAttributes: a list without custom:pin and custom:role, ReadAttributes: a list without custom:pin, ' +
        'PreventUserExistenceErrors: ENABLED, EnableTokenRevocation: true',
    );
  });

  it('is another one once the client allows more', () => {
    const srp = { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] };
    expect(idsOf(srp)).not.toEqual(idsOf({ ...srp, AllowedOAuthFlowsUserPoolClient: true }));
  });
});
