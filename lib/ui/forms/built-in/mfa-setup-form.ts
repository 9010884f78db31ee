import { builtInEnglish } from '../../texts/built-in-english.ts';
import type { AnyStep, DataForm, Field } from '../form.ts';

/** What MFA_SETUP tells. */
interface MfaSetupStep extends AnyStep {
  readonly parameters: { readonly options: readonly string[] };
}

/** What answers MFA_SETUP. */
type MfaSetupAnswer = 'SOFTWARE_TOKEN_MFA' | { readonly email: string };

/** The form of MFA_SETUP: a button for an authenticator app, and a field for the address that gets codes, as the pool allows. */
export const mfaSetupForm: DataForm<MfaSetupStep, MfaSetupAnswer> = {
  texts: builtInEnglish,
  title: (_, { texts }) => texts.setUpTitle,
  fields: ({ parameters: { options } }, { texts }): Record<string, Field> =>
    options.includes('EMAIL_OTP')
      ? { email: { label: texts.email, type: 'email', autocomplete: 'email', hint: texts.setUpEmail } }
      : {},
  options: ({ parameters: { options } }, { texts }) =>
    // Where the pool names none, an authenticator app is what can be set up here.
    options.includes('SOFTWARE_TOKEN_MFA') || options.length === 0
      ? [{ label: texts.setUpApp, answer: 'SOFTWARE_TOKEN_MFA' }]
      : [],
  answer: ({ email = '' }) => ({ email: email.trim() }),
};
