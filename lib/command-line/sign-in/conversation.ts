import type { AuthClient, PendingStep, Step, Tokens } from '../../client/index.ts';
import { CHOICE, type ChoiceParameters, type Instead } from '../../protocol/round.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { Prompt } from './prompt.ts';

/**
 * Signs in: tells what is asked, asks for the answer, until there are tokens.
 *
 * @param now milliseconds since 1970
 */
export async function converse(
  auth: Pick<AuthClient, 'signIn'>,
  username: string,
  prompt: Prompt,
  beginsWithPassword = false,
  now: () => number = Date.now,
): Promise<Tokens> {
  const password = beginsWithPassword ? await askText('Password', prompt) : undefined;
  let step = await auth.signIn({ username, ...(password !== undefined && { password }) });
  while (!step.tokens) {
    const { retryAfter = 0 } = step;
    const open = now() + retryAfter * 1000;
    prompt.say(...describe(step), ...describeExtras(step));
    const goOn = await askOnceOpen(step, prompt, () => open - now());
    step = await goOn();
  }
  return step.tokens;
}

/** What a person should know before they answer. */
export function describe(step: PendingStep): readonly string[] {
  const { name, retry, retryAfter, sentAgo, resendAfter, attemptsLeft, parameters } = step;
  const wait = [
    ...(sentAgo === undefined ? [] : [`The code was sent ${describeSeconds(sentAgo)} ago, in another sign-in.`]),
    ...(resendAfter === undefined ? [] : [`No code was sent. One may be in ${describeSeconds(resendAfter)}.`]),
    ...(retryAfter === undefined ? [] : [describeWait(retryAfter)]),
  ];
  if (retry !== undefined) return [`${describeRetry(retry)}${describeAttempts(attemptsLeft)}`, ...wait];
  if (isChoice(step)) {
    return ['Pick one:', ...step.parameters.options.map((option, index) => `  ${index + 1}  ${option}`)];
  }
  const { deliveredTo, digits, ...others } = parameters as TextMap;
  return [
    ...(deliveredTo === undefined
      ? [name]
      : [
          `${name}: a code ${digits ? `of ${digits} digits ` : ''}${resendAfter === undefined ? 'went' : 'goes'} to ${deliveredTo}`,
        ]),
    ...Object.entries(others).map(([key, value]) => `  ${key}: ${value}`),
    ...wait,
  ];
}

/** What may be typed in the place of an answer, after a colon. */
const EXTRAS: Readonly<Record<Instead, string>> = {
  resend: 'to have it sent again',
  back: 'to choose anew',
  skip: 'to go on without it',
};
const WORDS = Object.keys(EXTRAS) as readonly Instead[];

const describeExtras = (step: PendingStep): readonly string[] => {
  const possible = WORDS.filter((word) => step[word]).map((word) => `:${word} ${EXTRAS[word]}`);
  return possible.length > 0 ? [`Or type ${possible.join(', ')}.`] : [];
};

const extraIn = (said: string): Instead | undefined => WORDS.find((word) => said.trim() === `:${word}`);

const RETRIES: TextMap = {
  wrong: 'That was wrong.',
  expired: 'That came too late; there is a new one.',
  used: 'That was used in another sign-in.',
  wait: 'That was wrong, or too early to be looked at.',
};

const describeRetry = (retry: string): string =>
  (Object.hasOwn(RETRIES, retry) && RETRIES[retry]) || `Not accepted: ${retry}.`;

const describeWait = (seconds: number): string =>
  `Too many answers were wrong. Wait ${describeSeconds(seconds)} before you answer again.`;

const describeSeconds = (seconds: number): string => (seconds === 1 ? '1 second' : `${seconds} seconds`);

const describeAttempts = (left: number | undefined): string =>
  left === undefined ? '' : left === 1 ? ' 1 try left.' : ` ${left} tries left.`;

type ChoiceStep = PendingStep & { readonly parameters: ChoiceParameters };

const isChoice = (step: PendingStep): step is ChoiceStep => step.name === CHOICE;

/**
 * Asks until it is time, or for what is possible: an answer that is sent before isn't looked at, and costs a try.
 *
 * @returns what sends it
 */
async function askOnceOpen(step: PendingStep, prompt: Prompt, left: () => number): Promise<() => Promise<Step>> {
  for (;;) {
    const answer = await askFor(step, prompt);
    const extra = extraIn(answer);
    if (extra) {
      const ask = step[extra];
      if (ask) return ask;
      prompt.say(`:${extra} isn't possible here.`);
      continue;
    }
    const seconds = Math.ceil(left() / 1000);
    if (seconds <= 0) return () => step.answer(answer);
    prompt.say(`Not sent: for ${describeSeconds(seconds)} more no answer is looked at, and each costs a try.`);
  }
}

async function askFor(step: PendingStep, prompt: Prompt): Promise<string> {
  if (!isChoice(step)) return askText('deliveredTo' in step.parameters ? 'Code' : 'Answer', prompt);
  const { options } = step.parameters;
  for (;;) {
    const picked = (await askText(`1 to ${options.length}, or the name`, prompt)).trim();
    if (extraIn(picked)) return picked;
    const option = options.find((name) => name === picked) ?? options[Number(picked) - 1];
    if (option !== undefined) return option;
    prompt.say(`There is no ${picked} to pick.`);
  }
}

/** Asks until something is said: Cognito takes no empty answer, and none that is left out. */
async function askText(question: string, prompt: Prompt): Promise<string> {
  for (;;) {
    const answer = await prompt.ask(question);
    if (answer.trim() !== '') return answer;
    prompt.say('Nothing was entered.');
  }
}
