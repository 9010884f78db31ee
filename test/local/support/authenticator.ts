import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** CBOR, as far as an authenticator writes it: whole numbers, bytes, texts and maps. */
function cbor(value: number | string | Uint8Array | ReadonlyMap<number | string, unknown>): Buffer {
  const head = (major: number, argument: number): Buffer => {
    if (argument < 24) return Buffer.from([(major << 5) | argument]);
    if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
    return Buffer.from([(major << 5) | 25, argument >> 8, argument & 255]);
  };
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([name, member]) => [cbor(name), cbor(member as Parameters<typeof cbor>[0])]);
  return Buffer.concat([head(5, value.size), ...members]);
}

const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

const FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 } as const;

/** What of a ceremony a test may bend. */
export interface Ceremony {
  /** The page's. @default 'http://localhost:5173' */
  readonly origin?: string;
  /** @default - as the options say */
  readonly challenge?: string;
  /** @default - as the options say */
  readonly relyingPartyId?: string;
  /** @default true */
  readonly userVerified?: boolean;
}

interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
}

interface RequestOptions {
  readonly challenge: string;
  readonly rpId?: string;
}

/** A passkey in software: ES256, with a counter. What it answers is what a browser's `toJSON()` gives. */
export class Authenticator {
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly credentialId = randomBytes(16).toString('base64url');
  /** How often it has signed. */
  counter = 0;
  #userHandle = '';

  /** Answers `navigator.credentials.create`. */
  create({ challenge, rp, user }: CreationOptions, ceremony: Ceremony = {}) {
    this.#userHandle = user.id;
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const id = Buffer.from(this.credentialId, 'base64url');
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([id.length >> 8, id.length & 255]), id, key]);
    const authData = this.#authenticatorData(rp.id, ceremony, FLAGS.attested, attested);
    const attestation = cbor(
      new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData],
      ]),
    );
    const response = {
      clientDataJSON: clientData('webauthn.create', challenge, ceremony).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      publicKey: this.#keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
      transports: ['internal'],
    };
    return { ...this.#credential(), response };
  }

  /** Answers `navigator.credentials.get`. */
  get({ challenge, rpId }: RequestOptions, ceremony: Ceremony = {}) {
    this.counter++;
    const authData = this.#authenticatorData(rpId, ceremony, 0, Buffer.alloc(0));
    const data = clientData('webauthn.get', challenge, ceremony);
    const signature = sign('sha256', Buffer.concat([authData, sha256(data)]), this.#keys.privateKey);
    const response = {
      clientDataJSON: data.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: this.#userHandle,
    };
    return { ...this.#credential(), response };
  }

  #credential() {
    const { credentialId: id } = this;
    return { id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform', clientExtensionResults: {} };
  }

  #authenticatorData(
    rpId = '',
    { relyingPartyId = rpId, userVerified = true }: Ceremony,
    flags: number,
    attested: Buffer,
  ): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const all = FLAGS.userPresent | (userVerified ? FLAGS.userVerified : 0) | flags;
    return Buffer.concat([sha256(relyingPartyId), Buffer.from([all]), counter, attested]);
  }
}

const clientData = (type: string, asked: string, { challenge = asked, origin = 'http://localhost:5173' }: Ceremony) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
