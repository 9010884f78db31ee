import { getWebAuthnCredential, type WebAuthnAssertion, type WebAuthnRequest } from '../../../client/index.ts';
import { builtInEnglish } from '../../texts/built-in-english.ts';
import type { AnyStep, DataForm } from '../form.ts';

/** What WEB_AUTHN tells. */
interface PasskeyStep extends AnyStep {
  readonly parameters: { readonly request: WebAuthnRequest };
}

/**
 * The form of WEB_AUTHN: a button that asks the passkey. It is asked once by itself, where a click led here: after a reload a
 * browser may want one first.
 */
export const passkeyForm: DataForm<PasskeyStep, WebAuthnAssertion> = {
  texts: builtInEnglish,
  title: (_, { texts }) => texts.passkeyTitle,
  intro: (_, { texts }) => texts.passkeyIntro,
  fields: {},
  submit: (_, { texts }) => texts.passkey,
  answer: (_, { parameters }, signal) => getWebAuthnCredential(parameters.request, { signal }),
  atOnce: true,
};
