import { N } from './group.ts';

/** base^exponent mod N. */
export type Power = (base: bigint, exponent: bigint) => bigint;

const WINDOW = 5;

/** By BigInt, five bits of the exponent at a time: for browsers. Its time tells about the exponent to whoever measures. */
export const power: Power = (base, exponent) => {
  const table = [1n, base];
  for (let index = 2; index < 2 ** WINDOW; index++) table.push(((table[index - 1] as bigint) * base) % N);
  const bits = exponent.toString(2);
  let result = 1n;
  for (let start = bits.length % WINDOW || WINDOW, from = 0; from < bits.length; from = start, start += WINDOW) {
    for (let bit = from; bit < start; bit++) result = (result * result) % N;
    const digit = Number.parseInt(bits.slice(from, start), 2);
    if (digit) result = (result * (table[digit] as bigint)) % N;
  }
  return result;
};
