import type { Challenge } from '../challenge.ts';
import { kindsOf } from '../factor.ts';
import type { Flow } from '../flow.ts';
import { oddsOf } from '../odds.ts';
import { fewestAnswersAYear, guessesAYear, isTooLikelyAYear } from './guesses-a-year.ts';
import { grouped } from './odds-text.ts';
import type { ChallengeOdds } from './verdict.ts';

/** The odds of each challenge that proves something. */
export const oddsOfChallenges = ({ challenges }: Flow): readonly ChallengeOdds[] =>
  Object.entries(challenges).flatMap(([name, challenge]) =>
    kindsOf(challenge.factor).length === 0 ? [] : [{ name, ...oddsOfChallenge(challenge) }],
  );

function oddsOfChallenge({ attempts, answers, limits }: Challenge): Omit<ChallengeOdds, 'name'> {
  const odds = oddsOf({ attempts, answers });
  const guesses = limits.guesses ? guessesAYear(limits.guesses) : undefined;
  return {
    ...(odds !== undefined && { odds }),
    ...(guesses !== undefined && { guessesAYear: guesses }),
    ...(guesses !== undefined && answers !== undefined && { oddsAYear: Math.min(1, guesses / answers) }),
  };
}

/**
 * Says which challenges let so many guesses in that one is right too often within a year, alone or together, and what to change.
 *
 * Where one of several is enough, whoever guesses tries all of them. One that every way in passes adds nothing to the others:
 * who guesses at them must hold it already, and who guesses at it must hold one of them.
 *
 * @param inevitable the challenges that every way in passes
 */
export function tooManyGuesses(
  { challenges }: Flow,
  odds: readonly ChallengeOdds[],
  inevitable: readonly string[],
): readonly string[] {
  const alone = odds.flatMap(({ name, guessesAYear: guesses = 0, oddsAYear = 0 }) => {
    if (!isTooLikelyAYear(oddsAYear)) return [];
    const { answers = 0 } = challenges[name] as Challenge;
    return [
      `${name}: its limits allow ${grouped(guesses)} guesses a year at ${grouped(answers)} answers, and one is right in more than ` +
        `1 of 100 years: ${REMEDY}, or have ${grouped(fewestAnswersAYear(guesses))} answers`,
    ];
  });
  if (alone.length > 0) return alone;
  const others = odds.filter(({ name, oddsAYear = 0 }) => oddsAYear > 0 && !inevitable.includes(name));
  if (!isTooLikelyAYear(others.reduce((sum, { oddsAYear = 0 }) => sum + oddsAYear, 0))) return [];
  const names = others.map(({ name }) => name).join(', ');
  return [
    `${names}: a guess at any of them may be enough, and together their limits let one be right in more than 1 of 100 years: ` +
      `${REMEDY}, offer fewer, or have more answers`,
  ];
}

const REMEDY = 'in limits.guesses allow fewer free ones, longer waits or a day each from fewer on (oneADayFrom)';
