import type { AsksPassword, Flow } from '../flow/index.ts';
import type { TextMap } from '../protocol/text-map.ts';
import type { CallOptions } from './client-config.ts';
import type { CognitoFlow } from './cognito-step.ts';
import type { MaybeFlow } from './step.ts';

/** What the first call of a sign-in may be given, whatever the flow. */
export interface FirstCallOptions extends CallOptions {
  /**
   * For PreAuthentication and UserMigration, whose events have it under this name. **The flow never gets it**: Cognito
   * doesn't hand it to Define and Create (docs/cognito.md#2-client-metadata). What a flow needs of the client it gets
   * with the first answer, so ask a choice first.
   */
  readonly validationData?: TextMap | undefined;
}

/** The client answers by itself what proves a password, and there only goes `clientMetadata` along. */
type AnswersByItself<F extends MaybeFlow> = F extends Flow ? AsksPassword<F> : F extends CognitoFlow ? true : false;

/**
 * What `signIn` may be given.
 *
 * `clientMetadata` is there only where the sign-in begins with a password: it goes along with the proofs that the client
 * answers by itself. A flow without `password()` takes it with each answer, and nowhere else.
 *
 * @example
 * const step = await auth.signIn({ username }, { validationData: { campaign: 'spring' } });
 * if (step.name === 'emailOtp') await step.answer(code, { clientMetadata: { language: 'de' } });
 */
export type SignInOptions<F extends MaybeFlow = undefined> =
  AnswersByItself<F> extends true
    ? FirstCallOptions
    : Omit<FirstCallOptions, 'clientMetadata'> & { readonly clientMetadata?: never };
