import { builtInEnglish } from '../../texts/built-in-english.ts';
import type { AnyStep, DataForm } from '../form.ts';

/** The form of PASSWORD and PASSWORD_SRP: asks for the password. */
export const passwordForm: DataForm<AnyStep, string> = {
  texts: builtInEnglish,
  title: (_, { texts }) => texts.passwordTitle,
  fields: (_, { texts }) => ({
    password: { label: texts.password, type: 'password', autocomplete: 'current-password' },
  }),
  submit: (_, { texts }) => texts.signIn,
  answer: ({ password = '' }) => password,
};
