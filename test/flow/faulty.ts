import { defineFlow, type Flow, replay, writeMetadata } from '../../lib/flow/index.ts';
import { challenge } from './challenges.ts';

/** What the faulty flows of these tests may ask. */
export const challenges = { captcha: challenge('none'), code: challenge('possession'), pin: challenge('knowledge', 1) };

/** Whom they are run for. */
export const alice = { userAttributes: { email: 'alice@example.com' }, userNotFound: false };

/** One answered round, as Cognito's session has it. */
export const round = (name: string, index: number, challengeResult = true, picks: readonly string[] = []) => ({
  challengeName: 'CUSTOM_CHALLENGE',
  challengeResult,
  challengeMetadata: writeMetadata({ name, index, picks }),
});

/** A flow whose code does what the verbs' types forbid. */
export const untyped = (steps: unknown): Flow => defineFlow(challenges, steps as Parameters<typeof defineFlow>[1]);

/** What replay holds against a flow: its fault, or why it refuses; else what it decides. */
export const faultOf = (flow: Flow, session: unknown = []): string | undefined => {
  const decision = replay(flow, session, alice);
  return decision.kind === 'refuse' ? (decision.error?.fault ?? decision.reason) : decision.kind;
};
