import { builtInEnglish } from '../../texts/built-in-english.ts';
import { chooseForm } from '../choice-form.ts';
import { emailOtpForm } from '../code-form.ts';
import type { Form } from '../form.ts';
import { appCodeForm } from './app-code-form.ts';
import { mfaSetupForm } from './mfa-setup-form.ts';
import { newPasswordForm } from './new-password-form.ts';
import { passkeyForm } from './passkey-form.ts';
import { passwordForm } from './password-form.ts';
import { smsForm } from './sms-form.ts';
import { softwareTokenSetupForm } from './software-token-setup-form.ts';

/** Cognito's own choices. */
const factorForm = { ...chooseForm, texts: builtInEnglish };

/** The forms of Cognito's own challenges, by their names. */
export const builtInForms: Readonly<Record<string, Form<never, unknown>>> = {
  EMAIL_OTP: emailOtpForm,
  MFA_SETUP: mfaSetupForm,
  NEW_PASSWORD_REQUIRED: newPasswordForm,
  PASSWORD: passwordForm,
  PASSWORD_SRP: passwordForm,
  SELECT_CHALLENGE: factorForm,
  SELECT_MFA_TYPE: factorForm,
  SMS_MFA: smsForm,
  SMS_OTP: smsForm,
  SOFTWARE_TOKEN_MFA: appCodeForm,
  SOFTWARE_TOKEN_SETUP: softwareTokenSetupForm,
  WEB_AUTHN: passkeyForm,
};
