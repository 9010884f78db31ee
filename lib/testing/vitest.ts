import type {} from 'vitest';
import { type DefineOutput, readCreateOutput, readDefineOutput } from '../cognito/trigger-output.ts';
import { CognitoError } from '../protocol/index.ts';
import { isRecord } from '../protocol/is-record.ts';
import { challengeNameIn } from '../protocol/round.ts';
import type { AskedVisitStep, Visit } from './simulated-sign-in.ts';

/** What the assertions add to `expect`. */
export interface CountersignMatchers {
  /** Define's answer makes Cognito issue tokens. */
  toIssueTokens(): void;
  /** Define's answer makes Cognito refuse the sign-in. */
  toFailAuthentication(): void;
  /** Define's answer asks this challenge of Cognito's, or Create's answer this one of the flow's. */
  toAsk(name: string): void;
  /** The simulated sign-in waits for an answer to this challenge. */
  toBeAsking(name: string): void;
  /** The simulated sign-in ended with tokens. */
  toBeSignedIn(): void;
  /** The simulated sign-in ended with an error, of this type or text where one is given. */
  toBeRefused(codeOrMessage?: string): void;
}

// Chai's, of which vitest makes its own in every version: vitest's Matchers has other type parameters in 5 than in 3 and 4.
declare global {
  namespace Chai {
    interface Assertion extends CountersignMatchers {}
  }
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

const verdict = (pass: boolean, expected: string, got: string): Verdict => ({
  pass,
  message: () => `expected ${pass ? 'anything but ' : ''}${expected}, got ${got}`,
});

/**
 * Assertions for vitest: `expect.extend(countersignMatchers)`, once, in a setup file or a test.
 *
 * @example
 * expect(await handler(defineAuthChallengeEvent(), context)).toAsk('CUSTOM_CHALLENGE');
 * expect(visit).toBeSignedIn();
 */
export const countersignMatchers = {
  toIssueTokens: (received: unknown) => definesAs(received, 'tokens'),
  toFailAuthentication: (received: unknown) => definesAs(received, 'fail'),
  toAsk(received: unknown, name: string): Verdict {
    const asked = isCreateAnswer(received) ? createdName(received) : definedName(received);
    return verdict(asked.name === name, `an answer that asks ${name}`, asked.text);
  },
  toBeAsking(received: unknown, name: string): Verdict {
    const { step, text } = stepOf(received);
    const asks = step.name !== 'signedIn' && step.name !== 'refused' && step.name === name;
    return verdict(asks, `a sign-in that asks ${name}`, text);
  },
  toBeSignedIn(received: unknown): Verdict {
    const { step, text } = stepOf(received);
    return verdict(step.name === 'signedIn', 'a sign-in that ended with tokens', text);
  },
  toBeRefused(received: unknown, codeOrMessage?: string): Verdict {
    const { step, text } = stepOf(received);
    const fits =
      'error' in step &&
      (codeOrMessage === undefined || step.error.code === codeOrMessage || step.error.message === codeOrMessage);
    return verdict(fits, `a refused sign-in${codeOrMessage === undefined ? '' : ` (${codeOrMessage})`}`, text);
  },
};

const isCreateAnswer = (received: unknown): boolean =>
  isRecord(received) && isRecord(received.response) && 'privateChallengeParameters' in received.response;

/** What Cognito makes of an answer, or the error it gives instead. */
function judged<Output>(read: (output: unknown) => Output, received: unknown): Output | CognitoError {
  try {
    return read(received);
  } catch (error) {
    if (error instanceof CognitoError) return error;
    throw error;
  }
}

const errorText = (error: CognitoError): string => `one that Cognito answers with ${error.code}: ${error.message}`;

function definedName(received: unknown): { name?: string; text: string } {
  const output = judged(readDefineOutput, received);
  if (output instanceof CognitoError) return { text: errorText(output) };
  if (output.kind === 'ask') return { name: output.challengeName, text: `one that asks ${output.challengeName}` };
  return { text: definedText[output.kind] };
}

const definedText = { tokens: 'one that issues tokens', fail: 'one that fails the authentication' } as const;

function definesAs(received: unknown, kind: Exclude<DefineOutput['kind'], 'ask'>): Verdict {
  const output = judged(readDefineOutput, received);
  const pass = !(output instanceof CognitoError) && output.kind === kind;
  return verdict(pass, definedText[kind].replace('one', 'an answer'), definedName(received).text);
}

function createdName(received: unknown): { name?: string; text: string } {
  const output = judged(readCreateOutput, received);
  if (output instanceof CognitoError) return { text: errorText(output) };
  const name = challengeNameIn(output.publicParameters);
  if (name === undefined) return { text: 'one without the public parameter challenge' };
  return { name, text: `one that asks ${name}` };
}

/** What was thrown first: errors of the flow and of the triggers stand around it. */
function thrownText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause === undefined ? `${thrown.name}: ${thrown.message}` : thrownText(thrown.cause);
}

/** By its shape: one of CommonJS is of another class. */
const isVisit = (received: unknown): received is Visit =>
  isRecord(received) && 'step' in received && Array.isArray(received.events) && Array.isArray(received.log);

function stepOf(received: unknown) {
  if (!isVisit(received)) {
    throw new TypeError(`expected a visit, as simulate(…) gives it, got ${typeof received}`);
  }
  const { step } = received;
  if (step.name === 'signedIn') return { step, text: 'one that ended with tokens' };
  if ('error' in step) {
    const { error, reason, cause } = step;
    const why = [reason, cause === undefined ? undefined : thrownText(cause)].filter(Boolean).join(', ');
    return { step, text: `one that was refused (${error.code}: ${error.message})${why ? `; why: ${why}` : ''}` };
  }
  const { name, retry, retryAfter } = step as AskedVisitStep;
  const again = retry === undefined ? '' : ` again (${retry})`;
  const wait = retryAfter === undefined ? '' : `, and looks at no answer for ${retryAfter} s`;
  return { step, text: `one that asks ${name}${again}${wait}` };
}
