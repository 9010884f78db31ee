import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { PendingStep, Step } from '../../lib/client/index.ts';
import { converse } from '../../lib/command-line/sign-in/conversation.ts';
import { openPrompt, type Prompt } from '../../lib/command-line/sign-in/prompt.ts';
import { openTerminal } from './run-command.ts';

const tokens = { accessToken: 'a', idToken: 'i', refreshToken: 'r', expiresAt: 0 };

/** What one step is, and which answers it gets. */
type Asked = Pick<PendingStep, 'name' | 'parameters'> &
  Partial<Pick<PendingStep, 'attemptsLeft' | 'retry' | 'retryAfter'>> & {
    readonly can?: readonly ('resend' | 'back' | 'skip')[];
  };

/** A sign-in that asks these steps in turn, and a person who takes so many seconds for each of these answers. */
async function signInBy(asked: readonly Asked[], answers: readonly string[], seconds = 1) {
  let now = 0;
  const said: string[] = [];
  const given: string[] = [];
  const left = [...answers];
  const prompt: Prompt = {
    say: (...lines) => void said.push(...lines),
    ask: async (question) => {
      said.push(`${question}?`);
      now += seconds * 1000;
      const answer = left.shift();
      if (answer === undefined) throw new Error('the person has no answer left');
      return answer;
    },
    close() {},
  };
  const stepAt = (position: number): Step => {
    const step = asked[position];
    if (!step) return { name: 'signedIn', tokens } as Step;
    const answer = async (text: string): Promise<Step> => {
      given.push(text);
      return stepAt(position + 1);
    };
    const { can = [], ...told } = step;
    const extras = Object.fromEntries(can.map((extra) => [extra, () => answer(`asked to ${extra}`)]));
    const nothing = { attemptsLeft: undefined, retry: undefined, retryAfter: undefined, expiresAt: 0 };
    return { ...nothing, ...told, ...extras, answer } as Step;
  };
  await converse({ signIn: async () => stepAt(0) }, 'alice@example.com', prompt, false, () => now);
  return { said, given };
}

describe('a conversation', () => {
  test('says where the code went, and how many tries are left after a wrong one', async () => {
    const parameters = { deliveredTo: 'a***@e***', digits: '6' };
    const { said, given } = await signInBy(
      [
        { name: 'emailOtp', parameters },
        { name: 'emailOtp', parameters, attemptsLeft: 2, retry: 'wrong' },
        { name: 'emailOtp', parameters, attemptsLeft: 1, retry: 'expired' },
      ],
      ['1', '2', '3'],
    );

    expect(said).toEqual([
      'emailOtp: a code of 6 digits went to a***@e***',
      'Code?',
      'That was wrong. 2 tries left.',
      'Code?',
      'That came too late; there is a new one. 1 try left.',
      'Code?',
    ]);
    expect(given).toEqual(['1', '2', '3']);
  });

  test('says what may be typed in the place of an answer, and does it', async () => {
    const parameters = { deliveredTo: 'a***@e***', digits: '8' };
    const { said, given } = await signInBy(
      [
        { name: 'emailOtp', parameters, can: ['resend', 'back'] },
        { name: 'emailOtp', parameters, retryAfter: 60, can: ['resend', 'back'] },
        { name: 'choose', parameters: { options: ['emailOtp', 'colour'] } as never },
        { name: 'colour', parameters: {}, can: ['skip'] },
      ],
      [':resend', ':skip', ' :back ', ':back', '2', ':skip', ':resended'],
    );

    expect(given).toEqual(['asked to resend', 'asked to back', 'colour', 'asked to skip']);
    expect(said).toEqual([
      'emailOtp: a code of 8 digits went to a***@e***',
      'Or type :resend to have it sent again, :back to choose anew.',
      'Code?',
      'emailOtp: a code of 8 digits went to a***@e***',
      'Too many answers were wrong. Wait 60 seconds before you answer again.',
      'Or type :resend to have it sent again, :back to choose anew.',
      'Code?',
      ":skip isn't possible here.",
      'Code?',
      'Pick one:',
      '  1  emailOtp',
      '  2  colour',
      '1 to 2, or the name?',
      ":back isn't possible here.",
      '1 to 2, or the name?',
      'colour',
      'Or type :skip to go on without it.',
      'Answer?',
    ]);
  });

  test('shows the parameters of a challenge it knows nothing of, and its own reason', async () => {
    const { said } = await signInBy(
      [
        { name: 'employeeNumber', parameters: { hint: 'on your badge' } },
        { name: 'employeeNumber', parameters: {}, retry: 'tooShort' },
      ],
      ['1', '2'],
    );

    expect(said).toEqual(['employeeNumber', '  hint: on your badge', 'Answer?', 'Not accepted: tooShort.', 'Answer?']);
  });

  test.each([
    ['its number', '2'],
    ['its name', ' passkey '],
  ])('takes a choice by %s', async (_way, answer) => {
    const { said, given } = await signInBy(
      [{ name: 'choose', parameters: { options: ['emailOtp', 'passkey'] } }],
      [answer],
    );

    expect(said).toEqual(['Pick one:', '  1  emailOtp', '  2  passkey', '1 to 2, or the name?']);
    expect(given).toEqual(['passkey']);
  });
});

describe('after too many wrong answers', () => {
  const parameters = { deliveredTo: 'a***@e***' };

  test('says how long to wait, sends nothing before, and what is answered after', async () => {
    const { said, given } = await signInBy(
      [
        { name: 'emailOtp', parameters, retryAfter: 60 },
        { name: 'emailOtp', parameters, attemptsLeft: 2, retry: 'wait', retryAfter: 30 },
      ],
      ['1', '2', '3', '4'],
      30,
    );

    expect(said).toEqual([
      'emailOtp: a code went to a***@e***',
      'Too many answers were wrong. Wait 60 seconds before you answer again.',
      'Code?',
      'Not sent: for 30 seconds more no answer is looked at, and each costs a try.',
      'Code?',
      'That was wrong, or too early to be looked at. 2 tries left.',
      'Too many answers were wrong. Wait 30 seconds before you answer again.',
      'Code?',
    ]);
    expect(given).toEqual(['2', '3']);
  });

  test.each([
    [59.2, 'for 1 second more'],
    [1, 'for 59 seconds more'],
  ])('counts down: after %s seconds of a minute', async (seconds, left) => {
    const asked = [{ name: 'emailOtp', parameters, retryAfter: 60 }];

    const { said, given } = await signInBy(asked, Array(61).fill('1'), seconds);

    expect(said[3]).toContain(left);
    expect(given).toEqual(['1']);
  });
});

describe('what no step takes is asked again', () => {
  test('an empty line', async () => {
    const { said, given } = await signInBy([{ name: 'code', parameters: { deliveredTo: 'a' } }], ['', '  ', '1']);

    expect(said.slice(1)).toEqual(['Code?', 'Nothing was entered.', 'Code?', 'Nothing was entered.', 'Code?']);
    expect(given).toEqual(['1']);
  });

  test.each(['0', '3', '1.5', 'email', '-1'])('the impossible choice %s', async (impossible) => {
    const { said, given } = await signInBy(
      [{ name: 'choose', parameters: { options: ['emailOtp', 'passkey'] } }],
      [impossible, '1'],
    );

    expect(said).toContain(`There is no ${impossible} to pick.`);
    expect(given).toEqual(['emailOtp']);
  });

  test('an empty password', async () => {
    const given: unknown[] = [];
    const left = ['', 'Correct-Horse-9'];
    const signIn = async (told: unknown) => {
      given.push(told);
      return { name: 'signedIn', tokens } as Step;
    };
    const prompt: Prompt = { say() {}, ask: async () => left.shift() as string, close() {} };
    await converse({ signIn } as never, 'alice@example.com', prompt, true);

    expect(given).toEqual([{ username: 'alice@example.com', password: 'Correct-Horse-9' }]);
  });
});

describe('a prompt', () => {
  test('takes one answer a line where the input is piped', async () => {
    const { terminal, written } = openTerminal({ input: 'first\nsecond\n' });
    const prompt = openPrompt(terminal);

    expect([await prompt.ask('One'), await prompt.ask('Two')]).toEqual(['first', 'second']);
    expect(written).toEqual({ output: '', errors: 'One: \nTwo: \n' });
    prompt.close();
  });

  test('takes Ctrl-C of a person for a no', async () => {
    const { terminal } = openTerminal();
    const keyboard = Object.assign(new PassThrough(), { isTTY: true });
    const prompt = openPrompt({ ...terminal, input: keyboard });

    const answer = prompt.ask('Code');
    keyboard.write('12\u0003');

    await expect(answer).rejects.toThrow('stopped: nobody is signed in');
  });

  test('says so when the input ends too early', async () => {
    const prompt = openPrompt(openTerminal().terminal);

    await expect(prompt.ask('Code')).rejects.toThrow('the input ended before the sign-in did');
    prompt.close();
  });
});
