export { type EmailOtpMessage, type EmailOtpOptions, type EmailOtpParameters, emailOtp } from './email-otp.ts';
export { ChallengeError, ConfigurationError, MessageNotSentError } from './errors.ts';
export { keyedHash, sameHash } from './keyed-hash.ts';
export { type Email, type EmailContext, sendEmail } from './ses-email.ts';
