import type { AuthClient, PendingStep, Tokens } from '../../client/index.ts';
import { CHOICE, type ChoiceParameters } from '../../protocol/round.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { Prompt } from './prompt.ts';

/** Signs in: tells what is asked, asks for the answer, until there are tokens. */
export async function converse(
  auth: Pick<AuthClient, 'signIn'>,
  username: string,
  prompt: Prompt,
  beginsWithPassword = false,
): Promise<Tokens> {
  const password = beginsWithPassword ? await askText('Password', prompt) : undefined;
  let step = await auth.signIn({ username, ...(password !== undefined && { password }) });
  while (!step.tokens) {
    prompt.say(...describe(step));
    step = await step.answer(await askFor(step, prompt));
  }
  return step.tokens;
}

/** What a person should know before they answer. */
export function describe(step: PendingStep): readonly string[] {
  const { name, retry, attemptsLeft, parameters } = step;
  if (retry !== undefined) return [`${describeRetry(retry)}${describeAttempts(attemptsLeft)}`];
  if (isChoice(step)) {
    return ['Pick one:', ...step.parameters.options.map((option, index) => `  ${index + 1}  ${option}`)];
  }
  const { deliveredTo, digits, ...others } = parameters as TextMap;
  return [
    ...(deliveredTo === undefined
      ? [name]
      : [`${name}: a code ${digits ? `of ${digits} digits ` : ''}went to ${deliveredTo}`]),
    ...Object.entries(others).map(([key, value]) => `  ${key}: ${value}`),
  ];
}

const describeRetry = (retry: string): string =>
  retry === 'wrong'
    ? 'That was wrong.'
    : retry === 'expired'
      ? 'That came too late; there is a new one.'
      : `Not accepted: ${retry}.`;

const describeAttempts = (left: number | undefined): string =>
  left === undefined ? '' : left === 1 ? ' 1 try left.' : ` ${left} tries left.`;

type ChoiceStep = PendingStep & { readonly parameters: ChoiceParameters };

const isChoice = (step: PendingStep): step is ChoiceStep => step.name === CHOICE;

async function askFor(step: PendingStep, prompt: Prompt): Promise<string> {
  if (!isChoice(step)) return askText('deliveredTo' in step.parameters ? 'Code' : 'Answer', prompt);
  const { options } = step.parameters;
  for (;;) {
    const picked = (await askText(`1 to ${options.length}, or the name`, prompt)).trim();
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
