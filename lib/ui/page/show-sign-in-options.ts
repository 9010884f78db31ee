import type { AuthClient, MaybeFlow, SignInInput, Tokens } from '../../client/index.ts';
import type { CreateSignInOptions } from '../core/create-sign-in.ts';
import type { Problem } from '../core/sign-in-state.ts';
import type { FormsOption, PasswordPolicy } from '../forms/form.ts';
import type { UsernameType } from '../forms/start-form.ts';
import type { SomeTexts } from '../texts/texts.ts';

/** Whether the start asks a password: as the flow begins. */
type PasswordOption<F extends MaybeFlow> =
  SignInInput<F> extends { readonly password: string }
    ? { readonly password: true }
    : SignInInput<F> extends { readonly password?: never }
      ? { readonly password?: false | undefined }
      : { readonly password?: boolean | undefined };

/** How the sign-in is shown, but for what depends on the flow. */
export interface SignInLook {
  /** What users type as their name. @default 'text' */
  readonly usernameType?: UsernameType | undefined;
  /** What stands in the user name's field first. @default - nothing */
  readonly username?: string | undefined;
  /** Texts to say instead of English ones: one of `countersign/ui/texts/…`, or some of your own. @default - English */
  readonly texts?: SomeTexts | undefined;
  /** The language of `texts`, for plurals: `de`, `pt-BR`. @default - the nearest `lang` in the page; without `texts`, English */
  readonly lang?: string | undefined;
  /** The level of the heading. @default 2 */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6 | undefined;
  /** Whether the first field gets the focus when the page opens. @default false */
  readonly autofocus?: boolean | undefined;
  /** What authenticator apps call this account's owner: your product's name. @default - the page's host name */
  readonly issuer?: string | undefined;
  /** What the pool asks of a new password. @default - nothing is said */
  readonly passwordPolicy?: PasswordPolicy | undefined;
  /** What a problem says, where the texts don't say it: of a trigger's own error, say. @default - `texts.problems` */
  readonly describe?: ((problem: Problem) => string | undefined) | undefined;
  /** Told of each problem, as a page that sends people to its own sign-up needs it. */
  readonly onProblem?: ((problem: Problem) => void) | undefined;
}

/** What `showSignIn` is given. */
export type ShowSignInOptions<F extends MaybeFlow = undefined> = SignInLook &
  CreateSignInOptions &
  FormsOption<F> &
  PasswordOption<F> & {
    /** What signs in. */
    readonly auth: AuthClient<F>;
    /** Told once, when the user has signed in. The client keeps the tokens. */
    readonly onSignedIn?: ((end: { readonly tokens: Tokens }) => void) | undefined;
  };
