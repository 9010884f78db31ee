import { randomBytes } from 'node:crypto';
import type { LocalApp } from '../model.ts';
import type { KmsKeys, StoredKmsKey } from '../store/kms-keys.ts';
import { KEY_BYTES } from './ciphertext-blob.ts';

/** For what a key can be used, as `KeyUsage` has it. */
export type KeyUsage = 'ENCRYPT_DECRYPT' | 'GENERATE_VERIFY_MAC';

/** A key can't be used for what was asked. */
export class KeyUseError extends Error {
  override readonly name = 'KeyUseError';
  /** As KMS names the error. */
  readonly code: 'UnsupportedOperationException' | 'InvalidKeyUsageException';

  constructor(code: KeyUseError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What keys are looked up in. */
export interface KeyringOptions {
  readonly kmsKeys: KmsKeys;
  /** Whose keys they are, as it is now. */
  readonly app: () => Pick<LocalApp, 'region' | 'accountId' | 'keys'>;
}

/** The KMS keys of this machine: those that the app makes, and those that are named as if they were there. */
export interface Keyring {
  /** The ARN of the key that an id, an ARN or an alias names. */
  arnOf(named: string): string;
  /**
   * A key, made where it is first named.
   *
   * @param operation what it is for, for the error
   * @param keySpec what becomes of a key that the app doesn't make: `SYMMETRIC_DEFAULT`, `HMAC_256`
   * @throws KeyUseError where it is of another usage, or of a kind that there is none of here
   */
  keyFor(operation: string, named: string, keySpec: string): StoredKmsKey;
  /** A key that was named before. */
  find(keyArn: string): StoredKmsKey | undefined;
}

/** What keys of a spec are for; undefined: there are none of it here. */
function usageOf(keySpec: string): KeyUsage | undefined {
  if (keySpec === 'SYMMETRIC_DEFAULT') return 'ENCRYPT_DECRYPT';
  return /^HMAC_(?:224|256|384|512)$/.test(keySpec) ? 'GENERATE_VERIFY_MAC' : undefined;
}

/** The keys of an app, their secrets kept in the store. */
export function keyringOf({ kmsKeys, app }: KeyringOptions): Keyring {
  const keyOfApp = (named: string) => {
    const alias = aliasIn(named);
    return app().keys?.find(
      ({ keyId, keyArn, aliases }) =>
        named === keyId || named === keyArn || (alias !== undefined && aliases.includes(alias)),
    );
  };
  const arnOf = (named: string): string => {
    const known = keyOfApp(named);
    if (known) return known.keyArn;
    const alias = aliasIn(named);
    if (alias === undefined && named.startsWith('arn:')) return named;
    const { region, accountId } = app();
    return `arn:aws:kms:${region}:${accountId}:key/${(alias ?? named).replace(/^alias\//, '')}`;
  };
  return {
    arnOf,
    keyFor(operation, named, keySpec) {
      const keyArn = arnOf(named);
      const kept = kmsKeys.find(keyArn);
      const known = keyOfApp(named)?.keySpec ?? kept?.keySpec ?? keySpec;
      const usage = usageOf(known);
      if (usage === undefined) {
        throw new KeyUseError(
          'UnsupportedOperationException',
          `The local pool's stand-in for KMS has no keys of the spec ${known}, which ${keyArn} is of.`,
        );
      }
      if (usage !== usageOf(keySpec)) {
        throw new KeyUseError(
          'InvalidKeyUsageException',
          `${keyArn} key usage is ${usage} which is not valid for ${operation}.`,
        );
      }
      return { ...(kept ?? kmsKeys.keep({ keyArn, keySpec: known, secret: randomBytes(KEY_BYTES) })), keySpec: known };
    },
    find: (keyArn) => kmsKeys.find(keyArn),
  };
}

/** `alias/NAME` of a name or an ARN. */
const aliasIn = (named: string): string | undefined => /^(?:arn:[^/]*:)?(alias\/.+)$/.exec(named)?.[1];
