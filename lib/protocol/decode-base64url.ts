// A file of its own: every page that keeps users signed in loads it, and what else there is of base64 only with passwords.

/**
 * The bytes of base64url, with or without padding.
 *
 * @throws DOMException if that is none.
 */
export const bytesOfBase64url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
