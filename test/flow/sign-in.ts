import {
  type Decision,
  type Flow,
  type ReplayContext,
  readPosition,
  replay,
  replayProgress,
  writeMetadata,
  writePosition,
} from '../../lib/flow/index.ts';

/** An entry of Cognito's session. */
export interface Entry {
  readonly challengeName: string;
  readonly challengeResult: boolean;
  readonly challengeMetadata: string | null;
}

/** How a person answers a round: right or not; in a choice, which option. */
export interface Reply {
  readonly right: boolean;
  readonly option?: number;
}

/** What happened in a sign-in, and what Verify would have asked in each round. */
export interface Played {
  readonly session: readonly Entry[];
  readonly last: Decision;
  /** Of the request that led to the last decision. */
  readonly choice: string | undefined;
  readonly rounds: number;
}

const srp = (name: string): Entry => ({ challengeName: name, challengeResult: true, challengeMetadata: null });

/**
 * Plays a sign-in as Cognito does: Define decides, Create replays and keeps a position, Verify replays the position.
 * Throws where the three don't agree.
 */
export function play(
  flow: Flow,
  replies: readonly Reply[],
  user: Omit<ReplayContext, 'choice'>,
  begin: 'plain' | 'srp',
): Played {
  const session: Entry[] = begin === 'srp' ? [srp('SRP_A')] : [];
  let choice: string | undefined;
  let rounds = 0;
  for (;;) {
    const defined = replay(flow, session, { ...user, choice });
    const created = replay(flow, session, { ...user, choice });
    if (JSON.stringify(defined) !== JSON.stringify(created)) throw new Error('Define and Create disagree');
    if (defined.kind === 'password') {
      session.push(srp('PASSWORD_VERIFIER'));
      continue;
    }
    const reply = replies[rounds];
    if (defined.kind !== 'ask' || !reply) return { session, last: defined, choice, rounds };
    const { name, index, picks, options } = defined;
    const position = readPosition(writePosition(defined.position));
    if (!position) throw new Error('Verify cannot read what Create kept');
    const verified = replayProgress(flow, position.progress, user);
    const { state: _, ...expected } = defined;
    if (JSON.stringify(verified) !== JSON.stringify(expected)) throw new Error('Create and Verify disagree');
    if (position.name !== name) throw new Error('Verify verifies something else than Create asked');
    choice = options && reply.right ? options[(reply.option ?? 0) % options.length] : undefined;
    // As the triggers do: an unknown user's factor is never right.
    const factor = options ? 'none' : flow.challenges[name]?.factor;
    const challengeResult = reply.right && !(user.userNotFound && factor !== 'none');
    const state = `state of ${name} ${index}`;
    session.push({
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult,
      challengeMetadata: writeMetadata({ name, index, picks, state }),
    });
    rounds++;
  }
}
