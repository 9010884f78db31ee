/** Writes a number with commas. By hand: it is the same on each machine. */
export const grouped = (value: number): string => String(Math.floor(value)).replace(/\B(?=(\d{3})+$)/g, ',');

/** Writes odds: `1 in 33,333`. Rounded to the worse side. */
export const describeOdds = (odds: number): string => `1 in ${grouped(1 / odds + 1e-6)}`;
