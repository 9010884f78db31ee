import type { Stage } from '../../front-end/stage.ts';

/** A state of the sign-in: what leads there from the start. */
export interface Scene {
  readonly stage: Stage;
  /** What is typed into the first field of the step, and sent. @default - nothing */
  readonly answer?: string;
  /** Whether it is the start itself that is shown, sent as it stands. @default false */
  readonly atStart?: 'as it opens' | 'sent empty';
}

const emailOtp = { name: 'emailOtp', parameters: { deliveredTo: 'a***@e***', digits: '6' } };
const totp = { secretCode: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXPABCD' };
const all = ['resend', 'back', 'skip'] as const;

const step = (name: string, parameters: object = {}, options: Stage['options'] = {}): Scene => ({
  stage: { script: [{ name, parameters }], options },
});

/** Every form, and every state that looks different. */
export const SCENES: Readonly<Record<string, Scene>> = {
  start: { stage: { script: [], options: { usernameType: 'email' } }, atStart: 'as it opens' },
  'start with a password': { stage: { script: [], options: { password: true } }, atStart: 'as it opens' },
  'start, sent empty': { stage: { script: [], options: { password: true } }, atStart: 'sent empty' },
  'start, refused': { stage: { script: [{ error: 'ServiceError', code: 'NotAuthorizedException' }] } },
  code: { stage: { script: [{ ...emailOtp, can: all }] } },
  'code, wrong': {
    stage: { script: [emailOtp, { ...emailOtp, retry: 'wrong', attemptsLeft: 2, can: all }] },
    answer: '0',
  },
  'code, waiting': {
    stage: {
      script: [emailOtp, { ...emailOtp, retry: 'wait', attemptsLeft: 1, retryAfter: 42, resendAfter: 50, can: all }],
    },
    answer: '0',
  },
  'code, offline': { stage: { script: [emailOtp, { error: 'NetworkError' }] }, answer: '0' },
  'code, sent before, soon over': { stage: { script: [{ ...emailOtp, sentAgo: 540, endsIn: 50, can: all }] } },
  choose: step('choose', { options: ['emailOtp', 'passkey', 'securityQuestion'] }),
  'a step that nobody knows': step('securityQuestion'),
  'new password': step(
    'NEW_PASSWORD_REQUIRED',
    { requiredAttributes: ['given_name', 'custom:team'] },
    { passwordPolicy: { text: 'At least 12 characters.' } },
  ),
  password: step('PASSWORD'),
  'authenticator app': step('SOFTWARE_TOKEN_MFA', { deviceName: 'my phone' }),
  'MFA set-up': step('MFA_SETUP', { options: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }),
  'authenticator app set-up': step('SOFTWARE_TOKEN_SETUP', totp, { issuer: 'Shop' }),
  'MFA choice': step('SELECT_MFA_TYPE', { options: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] }),
  'factor choice': step('SELECT_CHALLENGE', { options: ['WEB_AUTHN', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP'] }),
  passkey: { stage: { script: [], resumed: { name: 'WEB_AUTHN', parameters: { request: { challenge: 'abcd' } } } } },
  'signed in': { stage: { script: [{ signedIn: true }] } },
};
