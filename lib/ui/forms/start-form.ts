import type { AnyStep, DataForm, Values } from './form.ts';

/** What users type as their name: an e-mail address, a phone number, or any text. */
export type UsernameType = 'email' | 'tel' | 'text';

/** What the start asks. */
export interface StartFormOptions {
  readonly usernameType?: UsernameType | undefined;
  /** Whether the flow begins with a password. */
  readonly password?: boolean | undefined;
  /** What stands in the field first. */
  readonly username?: string | undefined;
}

/** The form that a sign-in starts with: the user's name, and the password beside it where the flow begins with one. */
export const startForm = ({
  usernameType = 'text',
  password = false,
  username,
}: StartFormOptions): DataForm<AnyStep, Values> => ({
  title: (_, { texts }) => texts.start,
  fields: (_, { texts }) => ({
    username: {
      label: usernameType === 'text' ? texts.username : texts[usernameType],
      type: usernameType,
      autocomplete: 'username',
      value: username,
    },
    ...(password && {
      password: { label: texts.password, type: 'password' as const, autocomplete: 'current-password' },
    }),
  }),
  submit: (_, { texts }) => (password ? texts.signIn : texts.continue),
  answer: (values) => values,
});
