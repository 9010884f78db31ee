import { callPage } from '../core/call-page.ts';
import { ownMember } from '../core/own-member.ts';
import type { Problem } from '../core/sign-in-state.ts';
import { counted, type Texts } from '../texts/texts.ts';

/** What a problem says to a person: a sentence for its kind, and how many answers are left. */
export function problemText(
  problem: Problem,
  texts: Texts,
  lang: string,
  describe?: (problem: Problem) => string | undefined,
): string {
  const { kind, attemptsLeft } = problem;
  const said = callPage(() => describe?.(problem)) ?? ownMember(texts.problems, kind) ?? texts.problems.wrong;
  return attemptsLeft === undefined ? said : `${said} ${counted(texts.attemptsLeft, attemptsLeft, lang)}`;
}
