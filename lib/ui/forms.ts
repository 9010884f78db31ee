// An entry of its own: a bundler that meets these forms in `countersign/ui` would load those of Cognito's own challenges at once.
export { appCodeForm } from './forms/built-in/app-code-form.ts';
export { mfaSetupForm } from './forms/built-in/mfa-setup-form.ts';
export { newPasswordForm } from './forms/built-in/new-password-form.ts';
export { passkeyForm } from './forms/built-in/passkey-form.ts';
export { passwordForm } from './forms/built-in/password-form.ts';
export { smsForm } from './forms/built-in/sms-form.ts';
export { softwareTokenSetupForm } from './forms/built-in/software-token-setup-form.ts';
export { chooseForm } from './forms/choice-form.ts';
export { emailOtpForm } from './forms/code-form.ts';
