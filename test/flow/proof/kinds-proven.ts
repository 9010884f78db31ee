import { type Factor, type FactorKind, type Flow, readMetadata } from '../../../lib/flow/index.ts';
import type { Entry } from '../sign-in.ts';

const KINDS: Readonly<Record<Factor, readonly FactorKind[]>> = {
  knowledge: ['knowledge'],
  possession: ['possession'],
  both: ['knowledge', 'possession'],
  none: [],
};

/** The kinds of factor that a session's passed entries prove: counted here on its own, to hold replay against. */
export function kindsProven(flow: Flow, session: readonly Entry[]): ReadonlySet<FactorKind> {
  const kinds = session
    .filter(({ challengeResult }) => challengeResult)
    .flatMap(({ challengeName, challengeMetadata }): readonly FactorKind[] => {
      if (challengeName === 'PASSWORD_VERIFIER') return ['knowledge'];
      const factor = flow.challenges[readMetadata(challengeMetadata)?.name ?? '']?.factor;
      return factor ? KINDS[factor] : [];
    });
  return new Set(kinds);
}
