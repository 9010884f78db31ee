const ROUNDS = 64;
const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The first 32 bits of the fractions of a root of the first primes: SHA-256's constants. */
function fractions(root: (prime: number) => number, count: number): number[] {
  const words: number[] = [];
  for (let candidate = 2; words.length < count; candidate++) {
    let isPrime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false;
    if (isPrime) words.push(((root(candidate) % 1) * 2 ** 32) | 0);
  }
  return words;
}

/**
 * SHA-256 of a text, in hexadecimal: for names in the log. Loading `node:crypto` would more than double what a cold
 * DefineAuthChallenge loads; nothing here is a secret, so its timing tells nothing.
 *
 * @see https://csrc.nist.gov/pubs/fips/180-4/upd1/final
 */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const padded = new DataView(new ArrayBuffer(((bytes.length + 72) >> 6) << 6));
  new Uint8Array(padded.buffer).set(bytes);
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, bytes.length * 8);
  const constants = fractions(Math.cbrt, ROUNDS);
  const state = new Int32Array(fractions(Math.sqrt, 8));
  const words = new Int32Array(ROUNDS);
  const word = (index: number): number => words[index] as number;
  for (let offset = 0; offset < padded.byteLength; offset += 64) {
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let round = 0; round < ROUNDS; round++) {
      if (round < 16) words[round] = padded.getInt32(offset + round * 4);
      else {
        const near = word(round - 15);
        const far = word(round - 2);
        const s0 = rotate(near, 7) ^ rotate(near, 18) ^ (near >>> 3);
        const s1 = rotate(far, 17) ^ rotate(far, 19) ^ (far >>> 10);
        words[round] = word(round - 16) + s0 + word(round - 7) + s1;
      }
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const first = h + s1 + ((e & f) ^ (~e & g)) + (constants[round] as number) + word(round);
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const second = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(first + second) | 0, a, b, c, (d + first) | 0, e, f, g];
    }
    for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] as number) + value;
  }
  return Array.from(state, (value) => (value >>> 0).toString(16).padStart(8, '0')).join('');
}
