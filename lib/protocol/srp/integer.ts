/** Reads big-endian hexadecimal digits. */
export const integerOf = (hex: string): bigint => BigInt(`0x${hex || '0'}`);

/** Reads big-endian bytes. */
export const integerOfBytes = (bytes: Uint8Array): bigint => integerOf(hexOf(bytes));

/** Bytes as lower-case hexadecimal digits. */
export const hexOf = (bytes: Uint8Array): string => {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex;
};

/**
 * An integer as Cognito hashes it: its shortest two's complement bytes, as Java's `BigInteger.toByteArray` gives them,
 * so that one with its top bit set gets a zero byte in front.
 */
export const paddedBytes = (integer: bigint): Uint8Array<ArrayBuffer> => {
  let hex = integer.toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  else if (hex >= '8') hex = `00${hex}`;
  return Uint8Array.from(hex.match(/../g) as string[], (byte) => Number.parseInt(byte, 16));
};

/** Bytes one after another. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
};
