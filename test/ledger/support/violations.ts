import { type Course, type Happening, LIMITS, NOW, type Race, type Racer } from './race.ts';

/** A rule of the ledger that a course broke. */
export type Violation =
  | 'more were judged than the budget has'
  | 'judged before it counted'
  | 'judged before its wait began'
  | 'let in without being right'
  | 'let in without what it used up'
  | 'used up twice'
  | 'the same round was refused what it had used up'
  | 'forgiven before it was known to be the first use'
  | 'fewer are known than were wrong';

/** The rules that a course broke. */
export function violationsIn(race: Race, course: Course): Violation[] {
  const broken: readonly (readonly [Violation, boolean])[] = [
    ['more were judged than the budget has', judgedIn(course).length > budgetOf(race, course)],
    ['judged before it counted', judgedIn(course).some((judged) => !reservationOf(course, judged))],
    ['judged before its wait began', judgedIn(course).some((judged) => isFreeOfWait(course, judged))],
    ['let in without being right', letIn(course).some((racer) => !wasJudgedRight(course, racer))],
    ['let in without what it used up', letIn(course).some((racer) => !hasClaimed(course, racer))],
    ['used up twice', new Set(letIn(course).map(({ round }) => round)).size > 1],
    ['the same round was refused what it had used up', refusedItself(race, course)],
    ['forgiven before it was known to be the first use', forgaveTooEarly(course)],
    ['fewer are known than were wrong', course.end.fails < fewestKnown(race, course)],
  ];
  return broken.filter(([, isBroken]) => isBroken).map(([violation]) => violation);
}

const judgedIn = ({ happened }: Course): Happening[] => happened.filter(({ what }) => what === 'judge');

const letIn = ({ outcomes }: Course): Racer[] =>
  [...outcomes].filter(([, outcome]) => 'kind' in outcome && outcome.kind === 'right').map(([racer]) => racer);

/** Free answers that are left, and one that begins a wait, unless one is on; all of them again after each right answer. */
function budgetOf({ start }: Race, { happened }: Course): number {
  const resets = happened.filter(({ what }) => what === 'reset').length;
  return Math.max(0, LIMITS.free - start.fails) + (start.until > NOW ? 0 : 1) + resets * (LIMITS.free + 1);
}

/** What let an answer be judged: its count, or the wait that it began. */
function reservationOf({ happened }: Course, judged: Happening): Happening | undefined {
  return happened
    .slice(0, happened.indexOf(judged))
    .find(
      ({ racer, what, result }) => racer === judged.racer && (what === 'count' || what === 'lock') && result === true,
    );
}

/** Whether an answer beyond the free ones was judged while no wait was on, though nobody had answered right. */
function isFreeOfWait(course: Course, judged: Happening): boolean {
  const before = course.happened.slice(0, course.happened.indexOf(judged));
  if (before.some(({ what }) => what === 'reset')) return false;
  return judged.bucket.fails >= LIMITS.free && reservationOf(course, judged)?.what !== 'count'
    ? judged.bucket.until <= NOW + (judged.racer.ahead ?? 0)
    : false;
}

const wasJudgedRight = (course: Course, racer: Racer): boolean =>
  judgedIn(course).some((judged) => judged.racer === racer && racer.judged.right);

const hasClaimed = ({ happened }: Course, of: Racer): boolean =>
  of.judged.once === undefined ||
  happened.some(({ racer, what, result }) => racer === of && what === 'claim' && result === true);

/** Whether, with nothing failing, an answer was called used though no other round had been let in by it. */
function refusedItself({ used, racers }: Race, { outcomes, fate }: Course): boolean {
  if (used !== undefined || fate) return false;
  const rounds = new Set(racers.filter(({ judged }) => judged.right).map(({ round }) => round));
  return rounds.size === 1 && [...outcomes.values()].some((outcome) => 'kind' in outcome && outcome.kind === 'used');
}

const forgaveTooEarly = (course: Course): boolean =>
  course.happened.some(({ racer, what }, index) => {
    const before = { ...course, happened: course.happened.slice(0, index) };
    return what === 'reset' && !(wasJudgedRight(before, racer) && hasClaimed(before, racer));
  });

/** How many wrong answers must be known at least: those before, and those that no right answer has forgiven. */
function fewestKnown({ start }: Race, course: Course): number {
  const { happened } = course;
  const forgiven = happened.findLastIndex(({ what }) => what === 'reset');
  const wrong = judgedIn(course).filter((judged) => {
    const began = happened.indexOf(reservationOf(course, judged) ?? judged);
    return !judged.racer.judged.right && began > forgiven;
  });
  return (forgiven < 0 ? start.fails : 0) + wrong.length;
}
