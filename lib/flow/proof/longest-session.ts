import type { Challenge } from '../challenge.ts';
import { CHOICE, type Flow } from '../flow.ts';
import { writeMetadata } from '../metadata.ts';
import { writePosition } from '../position.ts';
import { MOST_ROUNDS } from '../progress.ts';
import { CHOICE_ATTEMPTS } from '../run.ts';
import { EXTRAS_WITHIN, MOST_EXTRAS } from '../without-extras.ts';
import type { Path } from './path.ts';

/** What the sign-ins along a path come to where answers are right only late. */
export interface LongestSession {
  /** Every answer right only at the last attempt, or wrong to the end. */
  readonly rounds: number;
  /** What Cognito's session holds at most, in as many rounds as there may be, as far as the challenges state their bytes. */
  readonly bytes: number;
}

/** One ask of a path. */
interface PathAsk {
  /** How many rounds it takes on the path, and at most. */
  readonly rounds: number;
  readonly attempts: number;
  /** What each of its rounds leaves in the session, and what one holds while it is asked. */
  readonly metadata: number;
  readonly parameters: number;
  /** Whether its message may be asked for again. */
  readonly sends: boolean;
  /** Whether it was picked in a choice, which may be asked for again. */
  readonly isPicked: boolean;
}

/**
 * The names and short values that Create adds to a round's parameters: `challenge`, `attemptsLeft`, `retry`, `retryAfter`,
 * `sessionSeconds`, `can`, `device`, the position, the round.
 */
const ADDED = 178;
/** What tells in a round's metadata that the one before was no answer. */
const AFTER = ',null,"resend"'.length;
/** And where messages are delivered apart: `sentAgo`, `resendAfter`, the message's name; and that in front of the state. */
const OF_MESSAGE = { parameters: 69, state: 17 };

/** Measures the sign-ins along a path. */
export function longestSession(flow: Flow, path: Path): LongestSession {
  const asks = asksOf(flow, path);
  const rounds = asks.reduce((sum, { attempts }) => sum + attempts, 0);
  let spare = MOST_ROUNDS - path.rounds;
  if (spare < 0) return { rounds, bytes: 0 };
  let bytes = 0;
  // The rounds that are left go to the asks that leave most.
  for (const ask of asks.toSorted((a, b) => b.metadata - a.metadata)) {
    const more = Math.min(spare, ask.attempts - ask.rounds);
    spare -= more;
    bytes += (ask.rounds + more) * ask.metadata;
  }
  return { rounds, bytes: bytes + repeatedBytes(asks) + Math.max(0, ...asks.map(({ parameters }) => parameters)) };
}

/** What rounds leave that count for nothing: in which a message was asked for again, or another choice; and what tells of them. */
function repeatedBytes(asks: readonly PathAsk[]): number {
  const choices = asks.filter((_ask, at) => asks[at + 1]?.isPicked);
  const picked = asks.filter(({ isPicked }) => isPicked);
  const sending = asks.filter(({ sends }) => sends);
  const longest = Math.max(0, ...[...choices, ...picked, ...sending].map(({ metadata }) => metadata));
  // To go back drops all of a challenge, and the choice.
  const most = picked.length > 0 ? EXTRAS_WITHIN : sending.length > 0 ? MOST_EXTRAS : 0;
  // Each ask may have been skipped at its last answer.
  return most * longest + ((most > 0 ? MOST_EXTRAS : 0) + asks.length) * AFTER;
}

function asksOf(flow: Flow, { steps }: Path): readonly PathAsk[] {
  const asks: PathAsk[] = [];
  const picks: string[] = [];
  let isPicked = false;
  const add = (name: string, rounds: number, attempts: number, state: number, parameters: number): void => {
    // A state is one more text, in quotes and after a comma.
    const metadata = writeMetadata({ name, index: asks.length, picks }).length + (state && state + 3);
    const position = writePosition({ name, progress: { password: 'passed', rounds: [], picks } }).length + MOST_ROUNDS;
    const sends = flow.challenges[name]?.limits.messages !== undefined;
    asks.push({ rounds, attempts, metadata, sends, isPicked, parameters: parameters + position + name.length + ADDED });
    isPicked = false;
  };
  for (const step of steps) {
    if (step.kind === 'challenge') {
      const { attempts, bytes = {}, limits } = flow.challenges[step.name] as Challenge;
      const more = limits.messages ? OF_MESSAGE : { parameters: 0, state: 0 };
      add(step.name, step.rounds, attempts, (bytes.state ?? 0) + more.state, (bytes.parameters ?? 0) + more.parameters);
    } else if (step.kind === 'choice') {
      add(CHOICE, step.rounds, CHOICE_ATTEMPTS, 0, JSON.stringify({ options: step.options }).length);
      if (step.picked === undefined) continue;
      picks.push(step.picked);
      isPicked = true;
    }
  }
  return asks;
}
