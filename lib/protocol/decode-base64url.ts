// A file of its own: every page that keeps users signed in loads it, and what else there is of base64 only with passwords.

/** The six bits of a digit, by where it stands in ASCII: `A` to `Z`, `a` to `z`, `0` to `9`, `-`, `_`. */
const bitsOf = (code: number): number =>
  code > 96 ? code - 71 : code === 95 ? 63 : code > 64 ? code - 65 : code === 45 ? 62 : code + 4;

/**
 * The bytes of base64url, with or without padding. By its own arithmetic: not every platform has `atob`.
 *
 * @throws SyntaxError if that is none.
 */
export function bytesOfBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^([\w-]{4})*([\w-]{2,3})?=*$/.test(text)) throw new SyntaxError('no base64url');
  const bits = text.replace(/[\w-]/g, (digit) => (64 + bitsOf(digit.charCodeAt(0))).toString(2).slice(1));
  // Bits that are left over fill no byte, and padding is no bit.
  return Uint8Array.from(bits.match(/[01]{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
