import type { FirstSoftwareTokenCode } from '../../../client/index.ts';
import { element } from '../../page/element.ts';
import { builtInEnglish } from '../../texts/built-in-english.ts';
import { filled } from '../../texts/texts.ts';
import { codeField, digitsIn } from '../code-form.ts';
import type { AnyStep, DataForm, FormContext } from '../form.ts';
import { qrCode } from './qr-code.ts';

/** What SOFTWARE_TOKEN_SETUP tells. */
interface SetupStep extends AnyStep {
  readonly parameters: { readonly secretCode: string };
}

/** What authenticator apps read. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function otpauthUri(secret: string, issuer: string, username = ''): string {
  const label = [issuer, username].filter(Boolean).map(encodeURIComponent).join(':');
  return `otpauth://totp/${label}?secret=${encodeURIComponent(secret)}&issuer=${encodeURIComponent(issuer)}`;
}

/** The picture to scan, and the key as text: so no camera is needed. */
async function picture({ parameters: { secretCode } }: SetupStep, context: FormContext): Promise<Node> {
  const { texts, issuer, username } = context;
  const uri = otpauthUri(secretCode, issuer, username);
  const key = element('code', { class: 'cs-key' }, secretCode.replace(/(.{4})(?=.)/g, '$1 '));
  const copied = element('span', { role: 'status' });
  const copy = element('button', { type: 'button', class: 'cs-link' }, texts.copy);
  copy.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(secretCode);
      copied.textContent = texts.copied;
    } catch {
      // It may not be allowed: then the key is there to be marked and copied.
      getSelection()?.selectAllChildren(key);
    }
  });
  return element(
    'div',
    { class: 'cs-set-up' },
    // Without the picture there still is the key.
    await qrCode(uri, texts.qr).catch(() => undefined),
    element('p', { class: 'cs-soft' }, `${texts.key} `, key),
    element('p', {}, copy, ' ', copied),
    // On the phone itself nobody can scan.
    matchMedia('(pointer: coarse)').matches
      ? element('p', {}, element('a', { class: 'cs-link', href: uri }, texts.openApp))
      : undefined,
  );
}

/** The form of SOFTWARE_TOKEN_SETUP: shows what an authenticator app scans, and asks for the first code. */
export const softwareTokenSetupForm: DataForm<SetupStep, FirstSoftwareTokenCode> = {
  texts: builtInEnglish,
  title: (_, { texts }) => texts.setUpTitle,
  intro: (_, { texts }) => texts.setUpIntro,
  before: picture,
  fields: (_, { texts }) => ({
    code: codeField(texts.code),
    deviceName: { label: filled(texts.optional, { label: texts.deviceName }), optional: true },
  }),
  answer: ({ code = '', deviceName }) => ({ code: digitsIn(code), ...(deviceName && { deviceName }) }),
};
