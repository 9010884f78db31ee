import { ownMember } from '../core/own-member.ts';
import { inWords } from '../texts/texts.ts';
import type { AnyStep, DataForm, Option } from './form.ts';

/** What a step tells in which the user picks. */
export interface ChoiceStep extends AnyStep {
  readonly parameters: { readonly options: readonly string[] };
}

/** Whether this browser can ask for a passkey. */
const canAskPasskeys = (): boolean => typeof PublicKeyCredential === 'function';

/**
 * What can be picked here: a passkey only where the browser has them, unless there is nothing else; and a password once, to be
 * proven rather than sent.
 */
function pickable(options: readonly string[]): readonly string[] {
  const once = options.filter((name) => name !== 'PASSWORD' || !options.includes('PASSWORD_SRP'));
  const others = once.filter((name) => name !== 'WEB_AUTHN');
  return canAskPasskeys() || others.length === 0 ? once : others;
}

/** The form of `choose`, and of Cognito's own choices: a button for each way, in the flow's order. */
export const chooseForm: DataForm<ChoiceStep, never> = {
  title: (_, { texts }) => texts.chooseTitle,
  fields: {},
  options: ({ parameters: { options } }, { texts }): readonly Option<never>[] =>
    pickable(options).map((name) => ({
      label: ownMember(texts.options, name) ?? inWords(name),
      answer: name as never,
    })),
};
