export { keyedHash, sameHash } from './keyed-hash.ts';
export { type Email, type EmailContext, sendEmail } from './ses-email.ts';
