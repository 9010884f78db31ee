/** What passing a challenge proves. `both`: a passkey with user verification, say; `none`: a CAPTCHA. */
export type Factor = 'knowledge' | 'possession' | 'both' | 'none';

/** One kind of proof. */
export type FactorKind = 'knowledge' | 'possession';

const kinds: Readonly<Record<Factor, readonly FactorKind[]>> = {
  knowledge: ['knowledge'],
  possession: ['possession'],
  both: ['knowledge', 'possession'],
  none: [],
};

/** The kinds of proof that passing a challenge of this factor gives. */
export const kindsOf = (factor: Factor): readonly FactorKind[] => kinds[factor];

/** Whether a value names a factor. */
export const isFactor = (value: unknown): value is Factor => typeof value === 'string' && Object.hasOwn(kinds, value);
