import { describe, expect, test } from 'vitest';
import { type EmailOtpOptions, emailOtp } from '../../lib/challenges/index.ts';
import type { CreateContext, CreatedChallenge, Message, ParsedChallengeHandlers } from '../../lib/flow/index.ts';
import { alice, emailSetup, environment } from './email-setup.ts';

type Handlers = ParsedChallengeHandlers<{ deliveredTo: string; digits: string }, string>;

const load = async (options?: EmailOtpOptions) => (await emailOtp(options).load()) as unknown as Handlers;

/** The texts of a round, each by its length: what a size could tell. */
const sizesOf = ({ parameters, privateParameters, state, retry }: CreatedChallenge) =>
  Object.entries({ ...parameters, ...privateParameters, state, retry }).map(([key, text]) => [key, text?.length]);

/** What Create and the function that delivers do, one after the other. */
async function createAndSend(handlers: Handlers, context: CreateContext) {
  const { message, ...created } = await handlers.create(context);
  if (message) await handlers.deliver?.(context, message);
  return created;
}

describe('what the flow sees', () => {
  test('proves possession, takes three answers, sends mail, and asks a session as long as the code lives', () => {
    expect(emailOtp()).toMatchObject({
      factor: 'possession',
      attempts: 3,
      needs: {
        senders: ['email'],
        attributes: { decides: ['email', 'email_verified'] },
        sessionMinutes: 10,
      },
    });
    expect(emailOtp({ attempts: 1, expiresIn: 61 })).toMatchObject({ attempts: 1, needs: { sessionMinutes: 3 } });
    expect(emailOtp({ expiresIn: 900 }).needs.sessionMinutes).toBe(15);
  });

  test.each([
    [{ digits: 4 }, "emailOtp's digits must be a whole number from 5 to 10, got 4"],
    [{ digits: 11 }, 'from 5 to 10, got 11'],
    [{ digits: 6.5 }, 'got 6.5'],
    [{ expiresIn: 59 }, "emailOtp's expiresIn must be a whole number from 60 to 900, got 59"],
    [{ expiresIn: 901 }, 'got 901'],
    [{ attempts: 0 }, 'attempts must be a whole number'],
  ])('refuses %j', (options, message) => {
    expect(() => emailOtp(options)).toThrow(message);
  });

  test('refuses a code that guesses get right in more than 1 of 100,000 sign-ins, and says what to change', () => {
    expect(() => emailOtp({ digits: 5, attempts: 2 })).toThrow(
      'guesses are right in more than 1 of 100,000 sign-ins: allow fewer attempts, or have 200000 answers, got',
    );
    expect(emailOtp({ digits: 5, attempts: 1 }).answers).toBe(100_000);
    expect(emailOtp({ digits: 6, attempts: 10 }).answers).toBe(1_000_000);
  });
});

describe('a code', () => {
  test('goes to the verified address, and stands nowhere else', async () => {
    const { outbox, createContext } = emailSetup();
    const created = await createAndSend(await load(), createContext());
    const [message] = outbox.list();
    expect(message).toMatchObject({ to: 'alice@example.com', subject: 'Your sign-in code' });
    expect(message?.html).toBeUndefined();
    expect(message?.text).toContain('valid for 10 minutes');
    expect(created.parameters).toEqual({ deliveredTo: 'a***@e***', digits: '8' });
    expect(message?.code).toMatch(/^\d{8}$/);
    expect(JSON.stringify(created)).not.toContain(message?.code);
    expect(created).not.toHaveProperty('retry');
  });

  test.each([6, 10])('of %i digits is made as told', async (digits) => {
    const { outbox, createContext } = emailSetup();
    const created = await createAndSend(await load({ digits }), createContext());
    expect(created.parameters.digits).toBe(String(digits));
    expect(outbox.lastCode()).toHaveLength(digits);
  });

  test('is right, and no other is', async () => {
    const { outbox, createContext, verifyContext } = emailSetup();
    const handlers = await load();
    const { privateParameters = {} } = await createAndSend(handlers, createContext());
    const code = outbox.lastCode();
    expect(handlers.verify(verifyContext({ answer: code, privateParameters }))).toBe(true);
    const other = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect(handlers.verify(verifyContext({ answer: other, privateParameters }))).toBe(false);
    expect(handlers.verify(verifyContext({ answer: `${code}0`, privateParameters }))).toBe(false);
  });

  test('is right only for its user in its pool, with what Create kept', async () => {
    const { outbox, createContext, verifyContext } = emailSetup();
    const handlers = await load();
    const { privateParameters = {} } = await createAndSend(handlers, createContext());
    const given = { answer: outbox.lastCode(), privateParameters };
    expect(handlers.verify(verifyContext({ ...given, user: { ...alice, userName: 'bob' } }))).toBe(false);
    expect(handlers.verify(verifyContext({ ...given, userPoolId: 'eu-central-1_Other' }))).toBe(false);
    expect(handlers.verify(verifyContext({ ...given, privateParameters: {} }))).toBe(false);
    expect(handlers.verify(verifyContext({ ...given, privateParameters: { code: 'garbage' } }))).toBe(false);
  });

  test('stays after a wrong answer, and nothing is sent again', async () => {
    const { outbox, createContext, verifyContext } = emailSetup();
    const handlers = await load();
    const first = await createAndSend(handlers, createContext());
    const again = await createAndSend(handlers, createContext({ attempt: 2, state: first.state }));
    expect(outbox.list()).toHaveLength(1);
    expect(again).toEqual(first);
    const { privateParameters = {} } = again;
    expect(handlers.verify(verifyContext({ answer: outbox.lastCode(), privateParameters }))).toBe(true);
  });

  test('is wrong from the second it expires, and the repeat sends a new one', async () => {
    const { clock, outbox, createContext, verifyContext } = emailSetup();
    const handlers = await load({ expiresIn: 60 });
    const first = await createAndSend(handlers, createContext());
    const { privateParameters = {} } = first;
    const given = { answer: outbox.lastCode(), privateParameters };
    clock.now += 59_999;
    expect(handlers.verify(verifyContext(given))).toBe(true);
    clock.now += 1;
    expect(handlers.verify(verifyContext(given))).toBe(false);
    const again = await createAndSend(handlers, createContext({ attempt: 2, state: first.state }));
    expect(outbox.list()).toHaveLength(2);
    expect(again.retry).toBe('expired');
    expect(again.state).not.toBe(first.state);
  });

  test('is judged for users that do not exist too: it writes nothing, and calls nobody', async () => {
    const { decoyContext, verifyContext } = emailSetup();
    const handlers = await load();
    expect(handlers.judgesDecoys).toBe(true);
    const { privateParameters = {} } = await handlers.decoy(decoyContext());
    const silent = () => {
      throw new Error('calls somebody');
    };
    expect(handlers.verify(verifyContext({ answer: '12345678', privateParameters, fetch: silent }))).toBe(false);
  });

  test('is made anew where the state is none of ours', async () => {
    const { outbox, createContext } = emailSetup();
    await createAndSend(await load(), createContext({ attempt: 2, state: 'garbage' }));
    expect(outbox.list()).toHaveLength(1);
  });

  test('goes out in words of yours', async () => {
    const { outbox, createContext } = emailSetup();
    const handlers = await load({
      subject: ({ code }) => `${code} is your code`,
      text: ({ code, minutes, user }) => `${user.userName}: ${code}, ${minutes} min`,
      html: ({ code }) => `<b>${code}</b>`,
    });
    await createAndSend(handlers, createContext());
    const code = outbox.lastCode();
    expect(outbox.list()[0]).toMatchObject({
      subject: `${code} is your code`,
      text: `${alice.userName}: ${code}, 10 min`,
      html: `<b>${code}</b>`,
    });
  });
});

describe('an answer', () => {
  test.each([
    ' 123456\n',
    '123 456',
    '123-456',
    '12–34—56',
    '１２３４５６',
    '١٢٣٤٥٦',
    '1\u200b23\u00a0456',
    '\u202a123456\u202c',
  ])('is read from %j', async (text) => {
    expect((await load()).parseAnswer(text)).toBe('123456');
  });

  test.each(['', '123', '12345678901', '12345a', '1.23456', '-', '0x1234'])('is refused as %j', async (text) => {
    const handlers = await load();
    expect(() => handlers.parseAnswer(text)).toThrow(RangeError);
  });
});

describe('nothing is sent, and nobody outside can tell', () => {
  const real = async () => {
    const { createContext } = emailSetup();
    return createAndSend(await load(), createContext());
  };

  test('to unknown users', async () => {
    const { outbox, decoyContext } = emailSetup();
    const handlers = await load();
    const decoy = await handlers.decoy(decoyContext({ userName: 'Carol@Example.org' }));
    expect(outbox.list()).toEqual([]);
    expect(decoy.parameters).toEqual({ deliveredTo: 'c***@e***', digits: '8' });
    expect(sizesOf(decoy)).toEqual(sizesOf(await real()));
    expect(await handlers.decoy(decoyContext({ userName: 'Carol@Example.org' }))).toEqual(decoy);
  });

  test.each(['nobody', 'Nobody', '+15555550100', 'a@b@c', '@', ''])(
    'to %j, whose mask is that of all names',
    async (userName) => {
      const { decoyContext, createContext } = emailSetup();
      const handlers = await load();
      const decoy = await handlers.decoy(decoyContext({ userName }));
      expect(decoy.parameters).toEqual({ deliveredTo: '***@***', digits: '8' });
      // Somebody who signs in by such a name sees it too.
      const named = await createAndSend(handlers, createContext({ user: { ...alice, userName } }));
      expect(named.parameters).toEqual(decoy.parameters);
      expect(sizesOf(decoy)).toEqual(sizesOf(named));
    },
  );

  test.each([undefined, '', 'username', 'phone_number', 'email,phone_number', 'unknown', 'Email'])(
    'where the deployment does not say that people sign in by their address alone, but %j: one mask for everybody',
    async (COUNTERSIGN_SIGN_IN_BY) => {
      const { createContext, decoyContext } = emailSetup();
      const handlers = await load();
      const elsewhere = { environment: { ...environment, COUNTERSIGN_SIGN_IN_BY } };
      const userNames = ['+15555550100', 'alice', alice.userName, 'alice@example.com'];
      const shown = [
        await createAndSend(handlers, createContext(elsewhere)),
        await createAndSend(
          handlers,
          createContext({ ...elsewhere, user: { ...alice, userName: 'zoe@work.example' } }),
        ),
        await createAndSend(handlers, createContext({ ...elsewhere, user: { ...alice, attributes: {} } })),
        ...(await Promise.all(userNames.map((userName) => handlers.decoy(decoyContext({ ...elsewhere, userName }))))),
      ].map(({ parameters }) => parameters);
      expect(shown).toEqual(shown.map(() => ({ deliveredTo: '***@***', digits: '8' })));
    },
  );

  test('to unknown users on a repeat, before and after the code would have expired', async () => {
    const { clock, decoyContext, createContext } = emailSetup();
    const handlers = await load();
    const userName = 'alice@example.com';
    const [first, firstReal] = [
      await handlers.decoy(decoyContext({ userName })),
      await createAndSend(handlers, createContext()),
    ];
    expect(await handlers.decoy(decoyContext({ userName, attempt: 2, state: first.state }))).toEqual(first);
    clock.now += 600_000;
    const again = await handlers.decoy(decoyContext({ userName, attempt: 2, state: first.state }));
    const againReal = await createAndSend(handlers, createContext({ attempt: 2, state: firstReal.state }));
    expect(again.retry).toBe('expired');
    expect(sizesOf(again)).toEqual(sizesOf(againReal));
  });

  test.each<[string, Record<string, string>, RegExp, string]>([
    [
      'an unverified address',
      { email: 'alice@example.com', email_verified: 'false' },
      /^a\*\*\*@e/,
      'email-not-verified',
    ],
    ['an address of unknown standing', { email: 'alice@example.com' }, /^a\*\*\*@e/, 'email-not-verified'],
    ['no address', {}, /^\*\*\*@\*\*\*$/, 'no-email-address'],
    [
      'two addresses in one',
      { email: 'a@x.org,b@y.org', email_verified: 'true' },
      /^\*\*\*@\*\*\*$/,
      'no-email-address',
    ],
  ])('to a user with %s', async (_case, attributes, mask, note) => {
    const { outbox, createContext, decoyContext, verifyContext } = emailSetup();
    const handlers = await load();
    const user = { ...alice, attributes: { sub: alice.userName, ...attributes } };
    const unsent = await createAndSend(handlers, createContext({ user }));
    expect(outbox.list()).toEqual([]);
    expect(unsent.parameters.deliveredTo).toMatch(mask);
    expect(unsent.note).toContain(note);
    const { deliveredTo } = unsent.parameters;
    expect(sizesOf({ ...unsent, parameters: { ...unsent.parameters, deliveredTo: 'a***@e***' } })).toEqual(
      sizesOf(await real()),
    );
    expect((await handlers.decoy(decoyContext({ userName: attributes.email ?? '' }))).parameters).toMatchObject({
      deliveredTo,
    });
    const { privateParameters = {} } = unsent;
    for (const answer of ['00000000', '12345678']) {
      expect(handlers.verify(verifyContext({ answer, privateParameters, user }))).toBe(false);
    }
  });

  test.each(['True', 'TRUE'])('unless the address is verified, in whatever case: %s', async (email_verified) => {
    const { outbox, createContext } = emailSetup();
    const user = { ...alice, attributes: { ...alice.attributes, email_verified } };
    await createAndSend(await load(), createContext({ user }));
    expect(outbox.list()).toHaveLength(1);
  });

  test('or it was asked to send to unverified addresses too', async () => {
    const { outbox, createContext } = emailSetup();
    const user = { ...alice, attributes: { email: 'alice@example.com', email_verified: 'false' } };
    const created = await createAndSend(await load({ allowUnverified: true }), createContext({ user }));
    expect(outbox.list()).toHaveLength(1);
    expect(created.note).toBeUndefined();
  });
});

describe('a code that can’t be sent', () => {
  test.each<[string, EmailOtpOptions, Partial<CreateContext>, object]>([
    ['SES is down', {}, { fetch: () => Promise.reject(new TypeError('down')) }, { code: 'message-maybe-sent' }],
    ['SES refuses', {}, { fetch: async () => new Response('', { status: 400 }) }, { code: 'message-not-sent' }],
    ['nobody is named who sends', {}, { environment: { COUNTERSIGN_SIGN_IN_BY: 'email' } }, { code: 'configuration' }],
    [
      'the words of yours throw',
      {
        text: () => {
          throw new Error('no template');
        },
      },
      {},
      { message: 'no template' },
    ],
  ])(
    'is an error of whoever delivers, and Create knows nothing of it, where %s',
    async (_case, options, changes, error) => {
      const { createContext } = emailSetup();
      const handlers = await load(options);
      const { message, ...created } = await handlers.create(createContext(changes));
      await expect(
        (async () => handlers.deliver?.(createContext(changes), message as Message))(),
      ).rejects.toMatchObject(error);
      expect(sizesOf(created)).toEqual(sizesOf(await createAndSend(await load(), createContext())));
    },
  );
});

test('an option that nobody reads is refused, and the known ones are named', () => {
  expect(() => emailOtp({ digit: 8 } as never)).toThrow(
    'emailOtp may have digits, expiresIn, attempts, allowUnverified, uses, subject, text, html, no other, got digit',
  );
});

test('what its words are made of is declared', () => {
  expect(emailOtp({ uses: ['locale'] }).needs.attributes).toEqual({
    decides: ['email', 'email_verified'],
    uses: ['locale'],
  });
});

test.each<[unknown, string]>([
  [null, 'emailOtp may have digits, '],
  [[], 'no other, got []'],
  [{ digits: null }, 'got null'],
  [{ attempts: null }, 'got null'],
  [{ uses: null }, 'needs.attributes.uses is malformed, got null'],
  [{ uses: 'locale' }, 'needs.attributes.uses is malformed, got "locale"'],
  [{ html: null }, "emailOtp's html must be a function, got null"],
])('what is no option is refused, and said: %j', (options, message) => {
  expect(() => emailOtp(options as never)).toThrow(message);
  expect(() => emailOtp(options as never)).toThrow(expect.objectContaining({ code: expect.any(String) }));
});
