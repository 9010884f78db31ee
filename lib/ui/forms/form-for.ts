import { ownMember } from '../core/own-member.ts';
import { inWords } from '../texts/texts.ts';
import { chooseForm } from './choice-form.ts';
import { emailOtpForm } from './code-form.ts';
import type { AnyStep, DataForm, Form } from './form.ts';

/** A form of any step. What it is given is of its own step, which nobody here knows the type of. */
export type AnyForm = Form<never, unknown>;

const SHIPPED: Readonly<Record<string, AnyForm>> = { choose: chooseForm, emailOtp: emailOtpForm };

const textForm: DataForm<AnyStep, string> = {
  fields: ({ name }, { texts }) => ({ answer: { label: ownMember(texts.steps, name) ?? inWords(name) } }),
};

/**
 * The form of a step: the page's own, a shipped one, or a text field. Those of Cognito's own challenges are loaded when one is
 * asked.
 */
export function formFor(
  name: string,
  own: Readonly<Record<string, AnyForm | undefined>> | undefined,
): AnyForm | Promise<AnyForm> {
  const form = ownMember(own, name) ?? ownMember(SHIPPED, name);
  if (form) return form;
  // As Cognito spells them.
  if (!/^[A-Z_]+$/.test(name)) return textForm;
  return import('./built-in/built-in-forms.ts').then(({ builtInForms }) => ownMember(builtInForms, name) ?? textForm);
}
