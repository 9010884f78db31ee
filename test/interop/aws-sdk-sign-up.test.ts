import {
  AdminGetUserCommand,
  ConfirmSignUpCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { describe, expect, it } from 'vitest';
import { answer, begin, signInByCode } from '../local/support/sign-in.ts';
import { startTestPool, type TestPool } from '../local/support/start-pool.ts';

const PASSWORD = 'Correct-Horse-9';
const BOB = 'bob@example.com';

const signUp = ({ sdk, ClientId }: TestPool, input: Partial<SignUpCommandInput> = {}) =>
  sdk.send(new SignUpCommand({ ClientId, Username: BOB, Password: PASSWORD, ...input }));

const confirm = ({ sdk, ClientId }: TestPool, ConfirmationCode: string, Username = BOB) =>
  sdk.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));

const resend = ({ sdk, ClientId }: TestPool, Username = BOB) =>
  sdk.send(new ResendConfirmationCodeCommand({ ClientId, Username }));

const userOf = async ({ sdk, UserPoolId }: TestPool, Username = BOB) => {
  const { UserAttributes = [], ...user } = await sdk.send(new AdminGetUserCommand({ UserPoolId, Username }));
  return { ...user, attributes: Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value])) };
};

describe('signing up', () => {
  it('sends a code, and the user who confirms it can sign in', async () => {
    const pool = await startTestPool();
    const signedUp = await signUp(pool, { UserAttributes: [{ Name: 'custom:role', Value: 'admin' }] });
    expect(signedUp).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'b***@e***' },
    });
    await expect(begin(pool, BOB)).rejects.toMatchObject({
      name: 'UserNotConfirmedException',
      message: 'User is not confirmed.',
    });
    expect(pool.outbox.last(BOB)).toMatchObject({ channel: 'email', subject: 'Your verification code' });
    await confirm(pool, pool.outbox.lastCode(BOB));
    expect(await userOf(pool)).toMatchObject({
      Username: signedUp.UserSub,
      UserStatus: 'CONFIRMED',
      Enabled: true,
      UserCreateDate: new Date(pool.clock.now()),
      attributes: { sub: signedUp.UserSub, email: BOB, email_verified: 'true', 'custom:role': 'admin' },
    });
    const challenged = await begin(pool, BOB);
    expect(challenged.ChallengeParameters?.USERNAME).toBe(signedUp.UserSub);
    await expect(answer(pool, challenged, pool.outbox.lastCode(BOB))).resolves.toBeDefined();
  });

  it('goes to a phone number where the pool verifies those', async () => {
    const pool = await startTestPool({
      pool: { usernameAttributes: [], autoVerifiedAttributes: ['email', 'phone_number'], schema: [] },
    });
    const UserAttributes = [
      { Name: 'email', Value: BOB },
      { Name: 'phone_number', Value: '+12065550134' },
    ];
    const { CodeDeliveryDetails } = await signUp(pool, { Username: 'bob', UserAttributes });
    expect(CodeDeliveryDetails).toEqual({
      AttributeName: 'phone_number',
      DeliveryMedium: 'SMS',
      Destination: '+*******0134',
    });
    await confirm(pool, pool.outbox.lastCode('+12065550134'), 'bob');
    expect(await userOf(pool, 'bob')).toMatchObject({ Username: 'bob', attributes: { phone_number_verified: 'true' } });
  });

  it('is refused for a name that is taken, whatever its case', async () => {
    const pool = await startTestPool();
    await expect(signUp(pool, { Username: 'ALICE@example.com' })).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'An account with the given email already exists.',
    });
    const named = await startTestPool({ pool: { usernameAttributes: [], schema: [] }, seed: [{ username: 'alice' }] });
    await expect(signUp(named, { Username: 'alice' })).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User already exists',
    });
  });

  it('tells cases apart where the pool does', async () => {
    const pool = await startTestPool({ pool: { caseSensitive: true } });
    await expect(signUp(pool, { Username: 'ALICE@example.com' })).resolves.toMatchObject({ UserConfirmed: false });
  });

  it.each([
    ['short', 'Ab1!', 'Password not long enough'],
    ['without a capital', 'correct-horse-9', 'Password must have uppercase characters'],
    ['without a small letter', 'CORRECT-HORSE-9', 'Password must have lowercase characters'],
    ['without a digit', 'Correct-Horse', 'Password must have numeric characters'],
    ['without a symbol', 'CorrectHorse9', 'Password must have symbol characters'],
  ])('refuses a password %s', async (_, Password, reason) => {
    await expect(signUp(await startTestPool(), { Password })).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${reason}`,
    });
  });

  it.each([
    ['bob', undefined, 'InvalidParameterException', 'Username should be an email.'],
    [
      'b@e',
      { 'custom:none': 'x' },
      'InvalidParameterException',
      'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
    ],
    ['b@e', { 'custom:level': 'high' }, 'InvalidParameterException', 'Attribute value must be a number'],
    ['b@e', { phone_number: '123' }, 'InvalidParameterException', 'Invalid phone number format.'],
    ['b@e', { email: 'other@e' }, 'InvalidParameterException', 'differs from the username'],
    ['b@e', { sub: 'x' }, 'InvalidParameterException', 'Cannot modify the non-mutable attribute sub'],
    ['b@e', { email_verified: 'true' }, 'NotAuthorizedException', 'A client attempted to write unauthorized attribute'],
  ])('refuses %s with %j', async (Username, attributes, name, message) => {
    const UserAttributes = Object.entries(attributes ?? {}).map(([Name, Value]) => ({ Name, Value }));
    const refused = signUp(await startTestPool(), { Username, UserAttributes });
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });

  it('refuses attributes that the client may not write', async () => {
    const pool = await startTestPool({ client: { writeAttributes: ['email'] } });
    const UserAttributes = [{ Name: 'custom:role', Value: 'admin' }];
    await expect(signUp(pool, { UserAttributes })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'A client attempted to write unauthorized attribute',
    });
  });

  it('demands the attributes that the schema requires', async () => {
    const schema = [{ name: 'family_name', type: 'String', required: true, mutable: true }] as const;
    await expect(signUp(await startTestPool({ pool: { schema } }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Attributes did not conform to the schema: family_name: The attribute is required\n',
    });
  });

  it('is refused where only administrators make users', async () => {
    await expect(signUp(await startTestPool({ pool: { adminCreateUserOnly: true } }))).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'SignUp is not permitted for this user pool',
    });
  });
});

describe('confirming', () => {
  it('takes another try after a wrong code, but not for ever', async () => {
    const pool = await startTestPool();
    await signUp(pool);
    const code = pool.outbox.lastCode(BOB);
    const wrong = code === '000000' ? '111111' : '000000';
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(confirm(pool, wrong)).rejects.toMatchObject({
        name: 'CodeMismatchException',
        message: 'Invalid verification code provided, please try again.',
      });
    }
    await expect(confirm(pool, code)).rejects.toMatchObject({ name: 'LimitExceededException' });
    await resend(pool);
    await confirm(pool, pool.outbox.lastCode(BOB));
  });

  it('is over after a day, and with the next code', async () => {
    const pool = await startTestPool();
    await signUp(pool);
    const first = pool.outbox.lastCode(BOB);
    pool.clock.advance({ hours: 24 });
    await expect(confirm(pool, first)).rejects.toMatchObject({
      name: 'ExpiredCodeException',
      message: 'Invalid code provided, please request a code again.',
    });
    const { CodeDeliveryDetails } = await resend(pool);
    expect(CodeDeliveryDetails?.Destination).toBe('b***@e***');
    await confirm(pool, pool.outbox.lastCode(BOB));
    await expect(confirm(pool, first)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
    await expect(resend(pool)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'User is already confirmed.',
    });
  });

  it('does not tell who exists, unless the client has LEGACY', async () => {
    const discreet = await startTestPool();
    const { CodeDeliveryDetails } = await resend(discreet, 'nobody@example.com');
    expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', Destination: 'n***@e***' });
    expect(discreet.outbox.list()).toEqual([]);
    await expect(confirm(discreet, '123456', 'nobody@example.com')).rejects.toMatchObject({
      name: 'ExpiredCodeException',
    });
    const legacy = await startTestPool({ client: { preventUserExistenceErrors: 'LEGACY' } });
    const nobody = 'nobody@example.com';
    for (const ask of [() => resend(legacy, nobody), () => confirm(legacy, '123456', nobody)]) {
      await expect(ask()).rejects.toMatchObject({
        name: 'UserNotFoundException',
        message: 'Username/client id combination not found.',
      });
    }
  });

  it('refuses an address that is an alias of another user, unless told to take it', async () => {
    const pool = await startTestPool({
      pool: { usernameAttributes: [], aliasAttributes: ['email'] },
      seed: [{ username: 'alice', attributes: { email: BOB, email_verified: 'true' } }],
    });
    const UserAttributes = [{ Name: 'email', Value: BOB }];
    await signUp(pool, { Username: 'bob', UserAttributes });
    const ConfirmationCode = pool.outbox.lastCode(BOB);
    const input = { ClientId: pool.ClientId, Username: 'bob', ConfirmationCode };
    await expect(pool.sdk.send(new ConfirmSignUpCommand(input))).rejects.toMatchObject({
      name: 'AliasExistsException',
      message: 'An account with the email already exists.',
    });
    await pool.sdk.send(new ConfirmSignUpCommand({ ...input, ForceAliasCreation: true }));
    expect(await userOf(pool, BOB)).toMatchObject({ Username: 'bob' });
    expect(await userOf(pool, 'alice')).toMatchObject({ attributes: { email_verified: 'false' } });
  });
});

describe("the pool's triggers of signing up", () => {
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:beside';
  const withTrigger = (name: string, handler: (event: { response: object; request: object }) => unknown) =>
    startTestPool({
      pool: {
        lambdaConfig: {
          DefineAuthChallenge: 'arn:aws:lambda:eu-central-1:123456789012:function:define',
          CreateAuthChallenge: 'arn:aws:lambda:eu-central-1:123456789012:function:create',
          VerifyAuthChallengeResponse: 'arn:aws:lambda:eu-central-1:123456789012:function:verify',
          [name]: arn,
        },
      },
      functions: { [arn]: handler as never },
    });

  it('PreSignUp confirms at once, and verifies the address', async () => {
    const pool = await withTrigger('PreSignUp', (event) => ({
      ...event,
      response: { ...event.response, autoConfirmUser: true, autoVerifyEmail: true },
    }));
    expect(await signUp(pool)).toMatchObject({ UserConfirmed: true });
    expect(pool.outbox.list()).toEqual([]);
    expect(await userOf(pool)).toMatchObject({ attributes: { email_verified: 'true' } });
    await expect(signInByCode(pool, BOB)).resolves.toBeDefined();
    expect(pool.events[0]?.event).toMatchObject({
      triggerSource: 'PreSignUp_SignUp',
      request: { userAttributes: { email: BOB } },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    });
  });

  it('PreSignUp refuses in its own words', async () => {
    const pool = await withTrigger('PreSignUp', () => {
      throw new Error('Only for members');
    });
    await expect(signUp(pool)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreSignUp failed with error Only for members.',
    });
    await expect(userOf(pool)).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('PostConfirmation is told', async () => {
    const pool = await withTrigger('PostConfirmation', (event) => event);
    await signUp(pool);
    await confirm(pool, pool.outbox.lastCode(BOB));
    expect(pool.events.at(-1)?.event).toMatchObject({
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      request: { userAttributes: { email_verified: 'true', 'cognito:user_status': 'CONFIRMED' } },
    });
  });

  it('CustomMessage says it in other words', async () => {
    const pool = await withTrigger('CustomMessage', (event) => ({
      ...event,
      response: { emailSubject: 'Hello', emailMessage: 'Yours: {####}', smsMessage: 'no place for a code' },
    }));
    await signUp(pool);
    expect(pool.outbox.last(BOB)).toMatchObject({ subject: 'Hello', text: expect.stringMatching(/^Yours: \d{6}$/) });
  });
});
