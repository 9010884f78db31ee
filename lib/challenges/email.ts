export { keyedHash, sameHash } from '../protocol/keyed-hash.ts';
export { MessageMaybeSentError, MessageNotSentError } from './errors.ts';
export { type Email, type EmailContext, sendEmail } from './ses-email.ts';
