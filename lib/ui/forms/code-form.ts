import { filled, minutesAndSeconds } from '../texts/texts.ts';
import type { AnyStep, DataForm, FormContext, Values } from './form.ts';

/** What a step with a code tells: where the code went, and when. */
export interface CodeStep extends AnyStep {
  readonly parameters: { readonly deliveredTo?: string | undefined };
  readonly sentAgo?: number | undefined;
  readonly resendAfter?: number | undefined;
  readonly attemptsLeft?: number | undefined;
}

function whereTo(step: CodeStep, { texts }: FormContext): string {
  const { parameters, sentAgo, resendAfter, attemptsLeft } = step;
  const { deliveredTo: to } = parameters;
  if (sentAgo === undefined && resendAfter !== undefined && attemptsLeft === undefined) return texts.notSent;
  if (!to) return texts.sent;
  return sentAgo === undefined
    ? filled(texts.sentTo, { to })
    : filled(texts.sentAgo, { to, time: minutesAndSeconds(sentAgo * 1000) });
}

/** The digits of what was typed or pasted, in any script: a whole line of a mail will do. Where there is none, all of it. */
export const digitsIn = (typed: string): string => typed.normalize('NFKC').replace(/\P{Nd}+/gu, '') || typed;

/** The field of a code: one, so that a browser fills it in and a paste fits. */
export const codeField = (label: string) =>
  ({ label, inputmode: 'numeric', autocomplete: 'one-time-code', code: true }) as const;

/** The form of `emailOtp`, and of any challenge that sends a code of digits: asks for it in one field. */
export const emailOtpForm: DataForm<CodeStep, string> = {
  title: (_, { texts }) => texts.codeTitle,
  intro: whereTo,
  fields: (_, { texts }) => ({ code: codeField(texts.code) }),
  submit: (_, { texts }) => texts.signIn,
  answer: ({ code = '' }: Values) => digitsIn(code),
};
