export { emailOtp } from './email-otp.ts';
export type { EmailOtpMessage, EmailOtpOptions, EmailOtpParameters } from './email-otp-options.ts';
export { escapeHtml } from './escape-html.ts';
