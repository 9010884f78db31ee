export { emailOtp } from './email-otp.ts';
export type { EmailOtpMessage, EmailOtpOptions, EmailOtpParameters } from './email-otp-options.ts';
