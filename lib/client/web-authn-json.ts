/** A key that may be asked. Bytes are base64url, as everywhere in WebAuthn's JSON. */
export interface WebAuthnDescriptor {
  readonly id: string;
  readonly type: string;
  readonly transports?: readonly string[];
}

/** What a passkey is asked: WebAuthn's `PublicKeyCredentialRequestOptionsJSON`. */
export interface WebAuthnRequest {
  readonly challenge: string;
  readonly rpId?: string;
  readonly timeout?: number;
  readonly userVerification?: string;
  readonly allowCredentials?: readonly WebAuthnDescriptor[];
  readonly [member: string]: unknown;
}

/** What it answers: WebAuthn's `AuthenticationResponseJSON`. */
export interface WebAuthnAssertion {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: {
    readonly authenticatorData: string;
    readonly clientDataJSON: string;
    readonly signature: string;
    readonly userHandle?: string | undefined;
  };
  readonly authenticatorAttachment?: string | undefined;
  readonly clientExtensionResults: object;
}
