import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Decision,
  type Extra,
  type Flow,
  MOST_ROUNDS,
  type ReplayContext,
  readMetadata,
  readPosition,
  replay,
  replayProgress,
  writeMetadata,
  writePosition,
} from '../../lib/flow/index.ts';
import { anyFlow, anyUser } from './arbitrary-flow.ts';
import { kindsProven } from './proof/kinds-proven.ts';
import type { Entry } from './sign-in.ts';

// What is asked for instead of an answer proves nothing: each decision is that of the same sign-in without it.

type Replay = { readonly replay: typeof replay; readonly replayProgress: typeof replayProgress };
type User = Omit<ReplayContext, 'choice' | 'instead'>;
type Asked = Extract<Decision, { kind: 'ask' }>;

/** What a person does in a round. */
interface Move {
  readonly right: boolean;
  readonly option: number;
  readonly extra: Extra | undefined;
  /** An older Verify looks at the answer all the same. */
  readonly isJudged: boolean;
  /** What the request that asks for an extra says that was picked. */
  readonly lie: string | undefined;
}

const anyMoves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({
    right: fc.constantFrom(true, true, false),
    option: fc.nat(2),
    extra: fc.constantFrom<Extra | undefined>(
      undefined,
      undefined,
      undefined,
      'resend',
      'resend',
      'back',
      'back',
      'skip',
    ),
    isJudged: fc.constantFrom(false, false, false, true),
    lie: fc.constantFrom(undefined, 'captcha', 'code', 'pin', 'passkey', 'choose'),
  }),
  { maxLength: 24 },
);

/** The rules once more, as simple as they can be: a sign-in without what was asked for instead of answers. */
class Model {
  readonly entries: Entry[];
  /** What was picked last. */
  choice: string | undefined;
  #extras = 0;
  #rounds = 0;

  constructor(entries: readonly Entry[]) {
    this.entries = [...entries];
  }

  /** Where the challenge stands that is asked, with the wrong answers to it. */
  #begin({ name, index }: Asked): number {
    let at = this.entries.length;
    const isOf = (entry: Entry | undefined) => {
      const asked = readMetadata(entry?.challengeMetadata);
      return asked?.name === name && asked.index === index;
    };
    while (isOf(this.entries[at - 1])) at--;
    return at;
  }

  can(flow: Flow, asked: Asked, isSkipped: boolean): readonly Extra[] {
    const early = this.#extras < 4 && this.#rounds < 10;
    const before = this.entries[this.#begin(asked) - 1];
    const isPicked = before?.challengeResult === true && readMetadata(before.challengeMetadata)?.name === 'choose';
    return [
      ...(early && flow.challenges[asked.name]?.limits.messages ? (['resend'] as const) : []),
      ...(early && isPicked && asked.name !== 'choose' ? (['back'] as const) : []),
      ...(isSkipped ? (['skip'] as const) : []),
    ];
  }

  take(asked: Asked, extra: Extra | undefined, entry: Entry, choice: string | undefined): void {
    this.#rounds++;
    if (extra === 'resend' || extra === 'back') this.#extras++;
    if (extra === 'back') this.entries.length = this.#begin(asked) - 1;
    if (extra === 'skip') for (let left = asked.attemptsLeft; left > 0; left--) this.entries.push(entry);
    if (extra === undefined) this.entries.push(entry);
    if (choice !== undefined) this.choice = choice;
  }
}

const same = (decision: Decision) => {
  if (decision.kind === 'refuse') return { kind: decision.kind, reason: decision.reason };
  if (decision.kind !== 'ask') return { kind: decision.kind };
  const { kind, name, index, attempt, attemptsLeft, picks, options } = decision;
  return { kind, name, index, attempt, attemptsLeft, picks, options };
};

const reached = new Map<string, number>();
const count = (what: string) => reached.set(what, (reached.get(what) ?? 0) + 1);

/** Plays a sign-in; throws where a decision isn't that of the same sign-in without extras. */
function play(by: Replay, flow: Flow, moves: readonly Move[], user: User, isSrp: boolean): void {
  const srp = (challengeName: string): Entry => ({ challengeName, challengeResult: true, challengeMetadata: null });
  const session: Entry[] = isSrp ? [srp('SRP_A')] : [];
  const model = new Model(session);
  let request: Pick<ReplayContext, 'choice' | 'instead'> = {};
  let expectedAfter: Extra | undefined;
  let resentState: string | undefined;
  for (let round = 0; ; round++) {
    const decision = by.replay(flow, session, { ...user, ...request });
    expect(by.replay(flow, structuredClone(session), { ...user, ...request })).toEqual(decision);
    const expected = replay(flow, model.entries, { ...user, choice: model.choice });
    // A challenge that was skipped takes one round, and all of its tries in the model.
    if (model.entries.length > MOST_ROUNDS) return;
    expect(same(decision)).toEqual(same(expected));
    if (decision.kind === 'password') {
      for (const entries of [session, model.entries]) entries.push(srp('PASSWORD_VERIFIER'));
      request = {};
      continue;
    }
    if (decision.kind !== 'ask') {
      count(decision.kind);
      if (decision.kind === 'tokens') {
        expect(user.userNotFound).toBe(false);
        expect(kindsProven(flow, session).size).toBeGreaterThanOrEqual(flow.factors);
      }
      return;
    }
    expect(decision.after).toBe(expectedAfter);
    if (resentState !== undefined) expect(decision.state).toBe(resentState);
    const position = readPosition(writePosition(decision.position));
    expect(position?.name).toBe(decision.name);
    expect(same(by.replayProgress(flow, position?.progress ?? decision.position.progress, user))).toEqual(
      same(decision),
    );

    const isSkippable = decision.can.includes('skip');
    expect(decision.can).toEqual(model.can(flow, decision, isSkippable));
    const move = moves[round];
    if (!move) return;
    const { name, index, picks, options, after } = decision;
    const proves = options !== undefined || flow.challenges[name]?.factor === 'none';
    const isPassed = move.right && (move.extra === undefined || move.isJudged) && (proves || !user.userNotFound);
    const pick = options?.[move.option % options.length];
    const state = `state of round ${round}`;
    const metadata = writeMetadata({ name, index, picks, state, ...(after && { after }) });
    const entry: Entry = { challengeName: 'CUSTOM_CHALLENGE', challengeResult: isPassed, challengeMetadata: metadata };
    session.push(entry);
    const isTaken = move.extra !== undefined && !isPassed && decision.can.includes(move.extra);
    const taken = isTaken ? move.extra : undefined;
    if (move.extra) count(isTaken ? move.extra : `${isPassed ? 'passed' : 'refused'} ${move.extra}`);
    const untold = { ...entry, challengeMetadata: writeMetadata({ name, index, picks, state }) };
    model.take(decision, taken, untold, isPassed ? pick : undefined);
    request = { choice: isPassed ? pick : move.lie, instead: move.extra };
    expectedAfter = taken;
    resentState = taken === 'resend' ? state : undefined;
  }
}

const property = (by: Replay) =>
  fc.property(anyFlow, anyMoves, anyUser, fc.boolean(), (flow, moves, user, isSrp) =>
    play(by, flow, moves, user, isSrp),
  );

test('each decision is that of the sign-in without extras', () => {
  fc.assert(property({ replay, replayProgress }), { numRuns: 3000 });
  const kinds = [
    'resend',
    'back',
    'skip',
    'refused resend',
    'refused back',
    'refused skip',
    'passed resend',
    'tokens',
    'refuse',
  ];
  expect(kinds.filter((kind) => (reached.get(kind) ?? 0) < 3)).toEqual([]);
});

test('and of 10,000 sign-ins', { tags: 'slow', timeout: 120_000 }, () => {
  fc.assert(property({ replay, replayProgress }), { numRuns: 10_000 });
});

const library = fileURLToPath(new URL('../../lib/flow', import.meta.url));

/** The product with one text of a file in another's place. */
async function mutated(file: string, from: string, to: string): Promise<Replay> {
  const { outputFiles } = await build({
    entryPoints: [`${library}/index.ts`],
    ...{ bundle: true, format: 'esm', platform: 'node', write: false },
    plugins: [
      {
        name: 'fault',
        setup({ onLoad }) {
          onLoad({ filter: new RegExp(`/flow/${file}$`) }, async ({ path }) => {
            const { readFileSync } = await import('node:fs');
            const source = readFileSync(path, 'utf8');
            expect(source).toContain(from);
            return { contents: source.replace(from, to), loader: 'ts' };
          });
        },
      },
    ],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`);
}

test('holds of the bundle that faults are planted in', async () => {
  const whole = await mutated('without-extras.ts', 'extras++;', 'extras++;');
  expect(fc.check(property(whole), { numRuns: 1000 }).failed).toBe(false);
});

test.each([
  ['drops a round that was passed', 'without-extras.ts', '&& !round.passed', ''],
  ['takes what was picked from this request', 'replay.ts', 'rounds[next - 1]?.following;', 'rounds[next]?.asked;'],
  ['counts no extras', 'without-extras.ts', 'extras++;', ''],
  ['goes back behind the choice', 'without-extras.ts', '? at : undefined', '? at + 1 : undefined'],
  [
    'sends again what was never sent',
    'without-extras.ts',
    "(extra === 'back' || sendsMessages(flow, asked.name))",
    'true',
  ],
  ['takes back an attempt that was skipped', 'without-extras.ts', 'skipped: true', 'skipped: false'],
])('finds a replay that %s', async (_fault, file, from, to) => {
  const faulty = await mutated(file, from, to);
  expect(fc.check(property(faulty), { numRuns: 6000 }).failed).toBe(true);
});
