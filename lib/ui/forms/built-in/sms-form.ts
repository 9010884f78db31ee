import { type CodeStep, emailOtpForm } from '../code-form.ts';
import type { DataForm } from '../form.ts';

/** What of the browser this asks, where it has WebOTP: TypeScript's DOM doesn't know it. */
interface CodesByMessage {
  get(options: { readonly otp: { readonly transport: readonly ['sms'] }; readonly signal: AbortSignal }): Promise<{
    readonly code?: string;
  } | null>;
}

/**
 * The form of SMS_MFA and SMS_OTP: asks for the code in one field. Where the browser has WebOTP, it reads the code from the
 * message, if the user allows it, and that answers at once.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/API/WebOTP_API
 */
export const smsForm: DataForm<CodeStep, string> = {
  ...emailOtpForm,
  async listen(signal) {
    if (!('OTPCredential' in globalThis)) return undefined;
    const credentials = navigator.credentials as unknown as CodesByMessage;
    return (await credentials.get({ otp: { transport: ['sms'] }, signal }))?.code;
  },
};
