export { type EmailOtpMessage, type EmailOtpOptions, type EmailOtpParameters, emailOtp } from './email-otp.ts';
