import {
  AddCustomAttributesCommand,
  AdminCreateUserCommand,
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DeleteUserAttributesCommand,
  DescribeUserPoolCommand,
  InitiateAuthCommand,
  type SchemaAttributeType,
  SignUpCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { ARNS } from '../local/support/example-app.ts';
import { signInAtOnce, startOpenPool } from '../local/support/sign-in-at-once.ts';
import { respond } from '../local/support/srp.ts';
import { createUser, PASSWORD, setPassword, TEMPORARY } from '../local/support/users.ts';

const INVALID = 'InvalidParameterException';

const SCHEMA: SchemaAttributeType[] = [
  { Name: 'name', Required: true },
  {
    ...{ Name: 'plan', AttributeDataType: 'String', Mutable: true },
    StringAttributeConstraints: { MinLength: '2', MaxLength: '5' },
  },
  { Name: 'age', AttributeDataType: 'Number', NumberAttributeConstraints: { MinValue: '18', MaxValue: '130' } },
  { Name: 'since', AttributeDataType: 'DateTime' },
  { Name: 'member', AttributeDataType: 'Boolean' },
  { Name: 'origin', AttributeDataType: 'String', Mutable: false },
  { Name: 'credit', AttributeDataType: 'Number', DeveloperOnlyAttribute: true },
];

const list = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));

/** A pool with that schema, made over the API, and its ways to write attributes. */
async function schemaPool(Schema = SCHEMA) {
  const pool = await startOpenPool();
  const { sdk } = pool;
  const LambdaConfig = {
    ...{ DefineAuthChallenge: ARNS.define, CreateAuthChallenge: ARNS.create },
    VerifyAuthChallengeResponse: ARNS.verify,
  };
  const made = await sdk.send(new CreateUserPoolCommand({ PoolName: 'made', Schema, LambdaConfig }));
  const UserPoolId = made.UserPool?.Id as string;
  const ExplicitAuthFlows = ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH'] as const;
  const client = new CreateUserPoolClientCommand({
    UserPoolId,
    ClientName: 'web',
    ExplicitAuthFlows: [...ExplicitAuthFlows],
  });
  const ClientId = (await sdk.send(client)).UserPoolClient?.ClientId as string;
  const own = { ...pool, UserPoolId, ClientId };
  return {
    ...own,
    described: async () =>
      (await sdk.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool?.SchemaAttributes ?? [],
    signUp: (attributes: Readonly<Record<string, string>>, Username = 'bob') =>
      sdk.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD, UserAttributes: list(attributes) })),
    update: (attributes: Readonly<Record<string, string>>, Username = 'alice') =>
      sdk.send(new AdminUpdateUserAttributesCommand({ UserPoolId, Username, UserAttributes: list(attributes) })),
    attributesOf: async (Username: string) => {
      const { UserAttributes = [] } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));
      return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
    },
    signInByPassword: (USERNAME: string, typed: string) =>
      sdk.send(
        new InitiateAuthCommand({
          ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId },
          AuthParameters: { USERNAME, PASSWORD: typed },
        }),
      ),
  };
}

// docs/cognito.md#35-the-schema
describe("a pool's schema", () => {
  it.each<[string, string, string]>([
    ['custom:plan', 'x', 'String must be no shorter than 2 characters'],
    ['custom:plan', 'platinum', 'String must be no longer than 5 characters'],
    ['custom:age', '17', 'Number must be no less than 18'],
    ['custom:age', '131', 'Number must be no greater than 130'],
    ['custom:age', 'old', 'Attribute value must be a number'],
    ['custom:since', 'yesterday', 'Attribute value must be a date'],
    ['custom:member', 'maybe', 'Attribute value must be a boolean'],
    ['birthdate', '31.12.99', 'String must be no shorter than 10 characters'],
    ['custom:nothing', 'x', 'Attribute does not exist in the schema.'],
  ])('refuses %s: %s, whoever writes it, and wherever', async (name, value, fault) => {
    const pool = await schemaPool();
    const attributes = { name: 'Bob', [name]: value };
    const ofNew = { name: INVALID, message: `Attributes did not conform to the schema: ${name}: ${fault}\n` };
    const ofKnown = { name: INVALID, message: `user.${name}: ${fault}\n` };
    await expect(pool.signUp(attributes)).rejects.toMatchObject(ofNew);
    await expect(createUser(pool, 'bob', attributes)).rejects.toMatchObject(ofNew);

    await createUser(pool, 'alice');
    await expect(pool.update({ [name]: value })).rejects.toMatchObject(ofKnown);
    const { Session } = await pool.signInByPassword('alice', TEMPORARY);
    const answer = { USERNAME: 'alice', NEW_PASSWORD: PASSWORD, 'userAttributes.name': 'Alice' };
    const asked = { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session } as const;
    await expect(respond(pool, asked, { ...answer, [`userAttributes.${name}`]: value })).rejects.toMatchObject(ofNew);
    expect(await pool.attributesOf('alice')).not.toHaveProperty(name);

    await setPassword(pool, 'alice');
    const { AccessToken } = await signInAtOnce(pool, 'alice');
    const UserAttributes = list({ [name]: value });
    await expect(pool.sdk.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }))).rejects.toMatchObject(
      ofKnown,
    );
  });

  it('takes what fits', async () => {
    const pool = await schemaPool();
    const fitting = {
      ...{ 'custom:plan': 'gold', 'custom:age': '18', 'custom:since': '2026-05-04', 'custom:member': 'true' },
      ...{ name: 'Bob', birthdate: '1999-12-31', 'custom:origin': 'shop' },
    };
    await pool.signUp(fitting);
    expect(await pool.attributesOf('bob')).toMatchObject(fitting);
  });

  it('is told as it was given, with what Cognito adds', async () => {
    const attributes = await (await schemaPool()).described();
    const named = (name: string) => attributes.find(({ Name }) => Name === name);
    expect(named('custom:plan')).toEqual({
      ...{ Name: 'custom:plan', AttributeDataType: 'String', DeveloperOnlyAttribute: false, Mutable: true },
      ...{ Required: false, StringAttributeConstraints: { MinLength: '2', MaxLength: '5' } },
    });
    expect(named('custom:age')).toMatchObject({ NumberAttributeConstraints: { MinValue: '18', MaxValue: '130' } });
    expect(named('dev:custom:credit')).toMatchObject({ DeveloperOnlyAttribute: true });
    expect(named('birthdate')).toMatchObject({ StringAttributeConstraints: { MinLength: '10', MaxLength: '10' } });
    expect(named('name')).toMatchObject({ Required: true });
    expect(named('email_verified')).not.toHaveProperty('StringAttributeConstraints');
  });

  it('lets what is not mutable be set by who makes the user, and never again', async () => {
    const pool = await schemaPool();
    await createUser(pool, 'alice', { 'custom:origin': 'shop' });
    await createUser(pool, 'carol');
    const refused = { name: INVALID, message: 'user.custom:origin: Attribute cannot be updated.\n' };
    await expect(pool.update({ 'custom:origin': 'web' })).rejects.toMatchObject(refused);
    await expect(pool.update({ 'custom:origin': 'web' }, 'carol')).rejects.toMatchObject(refused);
    await expect(pool.update({ 'custom:origin': 'shop' })).resolves.toBeDefined();
  });

  it("keeps what is the owner's from every client", async () => {
    const pool = await schemaPool();
    const unauthorized = {
      name: 'NotAuthorizedException',
      message: 'A client attempted to write unauthorized attribute',
    };
    await expect(pool.signUp({ name: 'Bob', 'dev:custom:credit': '7' })).rejects.toMatchObject(unauthorized);
    await createUser(pool, 'alice', { name: 'Alice' });
    await setPassword(pool, 'alice');
    await pool.update({ 'dev:custom:credit': '7' });
    const { AccessToken } = await signInAtOnce(pool, 'alice');
    const UserAttributes = list({ 'dev:custom:credit': '8' });
    await expect(pool.sdk.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes }))).rejects.toMatchObject(
      unauthorized,
    );
    expect(await pool.attributesOf('alice')).toMatchObject({ 'dev:custom:credit': '7' });
  });

  // getmoto/moto, test_admin_delete_user_attributes_non_existing_attribute
  it('names every attribute that it lacks where they are to be deleted', async () => {
    const pool = await schemaPool();
    const { sdk, UserPoolId } = pool;
    await createUser(pool, 'alice', { name: 'Alice', nickname: 'Al' });
    await setPassword(pool, 'alice');
    const UserAttributeNames = ['nickname', 'custom:foo', 'custom:bar'];
    const refused = {
      name: INVALID,
      message:
        'Invalid user attributes: user.custom:foo: Attribute does not exist in the schema.\nuser.custom:bar: Attribute does not exist in the schema.\n',
    };
    const byOwner = new AdminDeleteUserAttributesCommand({ UserPoolId, Username: 'alice', UserAttributeNames });
    await expect(sdk.send(byOwner)).rejects.toMatchObject(refused);
    const { AccessToken } = await signInAtOnce(pool, 'alice');
    await expect(sdk.send(new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames }))).rejects.toMatchObject(
      refused,
    );
    expect(await pool.attributesOf('alice')).toMatchObject({ nickname: 'Al' });
  });

  it.each<[string, SchemaAttributeType, string]>([
    [
      'no type',
      { Name: 'role' },
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    ],
    [
      'a required custom attribute',
      { Name: 'role', AttributeDataType: 'String', Required: true },
      'Required custom attributes are not supported currently.',
    ],
  ])('is refused with %s', async (_, attribute, message) => {
    await expect(schemaPool([attribute])).rejects.toMatchObject({ name: INVALID, message });
  });
});

describe('AddCustomAttributes', () => {
  it('adds attributes, which are held from then on', async () => {
    const pool = await schemaPool();
    const { sdk, UserPoolId } = pool;
    const StringAttributeConstraints = { MaxLength: '3' };
    const CustomAttributes = [
      { Name: 'email', AttributeDataType: 'String', StringAttributeConstraints },
      { Name: 'secret', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
    ] as const;
    await sdk.send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [...CustomAttributes] }));
    const names = (await pool.described()).map(({ Name }) => Name);
    expect(names).toEqual(expect.arrayContaining(['custom:email', 'dev:custom:secret', 'custom:plan']));
    await expect(pool.signUp({ name: 'Bob', 'custom:email': 'long' })).rejects.toThrow('no longer than 3 characters');
    await expect(pool.signUp({ name: 'Bob', 'custom:email': 'yes' })).resolves.toBeDefined();
  });

  it.each<[string, SchemaAttributeType, string]>([
    // getmoto/moto, test_add_custom_attributes_existing_attribute
    [
      'that is there',
      { Name: 'credit', AttributeDataType: 'Number', DeveloperOnlyAttribute: true },
      'custom:credit: Existing attribute already has name dev:custom:credit.',
    ],
    [
      'without a type',
      { Name: 'role' },
      'Invalid AttributeDataType input, consider using the provided AttributeDataType enum.',
    ],
    [
      'that is required',
      { Name: 'role', AttributeDataType: 'String', Required: true },
      'Required custom attributes are not supported currently.',
    ],
  ])('refuses an attribute %s', async (_, attribute, message) => {
    const { sdk, UserPoolId, described } = await schemaPool();
    const before = await described();
    const fine = { Name: 'fine', AttributeDataType: 'String' } as const;
    const command = new AddCustomAttributesCommand({ UserPoolId, CustomAttributes: [fine, attribute] });
    await expect(sdk.send(command)).rejects.toMatchObject({ name: INVALID, message });
    expect(await described()).toEqual(before);
  });

  it('leaves a pool of the template alone', async () => {
    const { sdk, UserPoolId } = await startOpenPool();
    const CustomAttributes = [{ Name: 'fine', AttributeDataType: 'String' } as const];
    await expect(sdk.send(new AddCustomAttributesCommand({ UserPoolId, CustomAttributes }))).rejects.toThrow(
      "comes from the app's template",
    );
  });
});

// docs/cognito.md#13-pools-users-and-mail: kdgregory/example-cognito-java#1
describe('a user whom an administrator makes without what the schema requires', () => {
  it('is asked for it with the new password', async () => {
    const pool = await schemaPool();
    await createUser(pool, 'alice');
    const { Session, ChallengeParameters } = await pool.signInByPassword('alice', TEMPORARY);
    expect(ChallengeParameters?.requiredAttributes).toBe('["userAttributes.name"]');
    const asked = { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session } as const;
    const answer = { USERNAME: 'alice', NEW_PASSWORD: PASSWORD };
    await expect(respond(pool, asked, answer)).rejects.toThrow('Invalid attributes given, name is missing');
    const again = await pool.signInByPassword('alice', TEMPORARY);
    const given = { ...answer, 'userAttributes.name': 'Alice', 'userAttributes.custom:origin': 'mail' };
    const { AuthenticationResult } = await respond(pool, { ...asked, Session: again.Session }, given);
    expect(AuthenticationResult?.AccessToken).toBeDefined();
    expect(await pool.attributesOf('alice')).toMatchObject({ name: 'Alice', 'custom:origin': 'mail' });
  });

  it('can be changed without it, and not lose it', async () => {
    const pool = await schemaPool();
    await createUser(pool, 'alice');
    await pool.update({ nickname: 'Al' });
    await pool.update({ name: 'Alice' });
    await expect(pool.update({ name: '' })).rejects.toThrow('name: The attribute is required');
  });
});

// In the words of jagregory/cognito-local.
describe('an address that is called verified', () => {
  it.each([
    ['email_verified', 'Email is required to verify/un-verify an email'],
    ['phone_number_verified', 'Phone Number is required to verify/un-verify a phone number'],
  ])('has to be there: %s', async (name, message) => {
    const pool = await schemaPool();
    const { sdk, UserPoolId } = pool;
    const refused = { name: INVALID, message };
    const create = (UserAttributes: ReturnType<typeof list>) =>
      sdk.send(
        new AdminCreateUserCommand({ UserPoolId, Username: 'alice', UserAttributes, MessageAction: 'SUPPRESS' }),
      );
    await expect(create(list({ [name]: 'True' }))).rejects.toMatchObject(refused);
    await create([]);
    await expect(pool.update({ [name]: 'true' })).rejects.toMatchObject(refused);
    await pool.update({ [name]: 'true', email: 'alice@example.com', phone_number: '+12065550100' });
  });
});
