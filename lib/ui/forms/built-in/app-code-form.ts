import { builtInEnglish } from '../../texts/built-in-english.ts';
import { filled } from '../../texts/texts.ts';
import { emailOtpForm } from '../code-form.ts';
import type { AnyStep, DataForm } from '../form.ts';

/** What SOFTWARE_TOKEN_MFA tells. */
interface AppCodeStep extends AnyStep {
  readonly parameters: { readonly deviceName: string | undefined };
}

/** The form of SOFTWARE_TOKEN_MFA: asks for the code of an authenticator app. */
export const appCodeForm: DataForm<AppCodeStep, string> = {
  ...emailOtpForm,
  texts: builtInEnglish,
  intro: ({ parameters: { deviceName: device } }, { texts }) =>
    device ? filled(texts.appCodeOf, { device }) : texts.appCode,
} as DataForm<AppCodeStep, string>;
