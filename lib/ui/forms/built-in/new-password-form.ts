import type { NewPassword } from '../../../client/index.ts';
import { ownMember } from '../../core/own-member.ts';
import { builtInEnglish } from '../../texts/built-in-english.ts';
import { inWords } from '../../texts/texts.ts';
import type { AnyStep, DataForm, Field } from '../form.ts';

/** What NEW_PASSWORD_REQUIRED tells. */
interface NewPasswordStep extends AnyStep {
  readonly parameters: { readonly requiredAttributes: readonly string[] };
}

/** How the attributes of OpenID Connect are typed in. A custom one is text. */
const INPUTS: Readonly<Record<string, Pick<Field, 'type' | 'autocomplete'>>> = {
  email: { type: 'email', autocomplete: 'email' },
  phone_number: { type: 'tel', autocomplete: 'tel' },
  birthdate: { type: 'date', autocomplete: 'bday' },
  name: { autocomplete: 'name' },
  given_name: { autocomplete: 'given-name' },
  family_name: { autocomplete: 'family-name' },
  address: { autocomplete: 'street-address' },
  website: { type: 'url', autocomplete: 'url' },
};

/** No attribute has this name: theirs are `name` or `custom:name`. */
const PASSWORD = 'new-password';

/** The form of NEW_PASSWORD_REQUIRED: asks for a password, and for the attributes that the pool still misses. */
export const newPasswordForm: DataForm<NewPasswordStep, NewPassword> = {
  texts: builtInEnglish,
  title: (_, { texts }) => texts.newPasswordTitle,
  fields: ({ parameters: { requiredAttributes } }, { texts, passwordPolicy: { text, rules } }) => ({
    [PASSWORD]: {
      label: texts.newPassword,
      type: 'password',
      autocomplete: 'new-password',
      hint: text,
      passwordrules: rules,
    },
    ...Object.fromEntries(
      requiredAttributes.map((name) => [
        name,
        {
          ...ownMember(INPUTS, name),
          label: ownMember(texts.attributes, name) ?? inWords(name.replace('custom:', '')),
        },
      ]),
    ),
  }),
  submit: (_, { texts }) => texts.signIn,
  answer({ [PASSWORD]: newPassword = '', ...userAttributes }) {
    return { newPassword, userAttributes };
  },
};
