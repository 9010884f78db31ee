import { expect, test } from 'vitest';
import { type FlowFault, FlowRunError } from '../../../lib/flow/index.ts';
import { explainFault } from '../../../lib/flow/proof/fault-text.ts';

test.each<[FlowFault, string, string]>([
  ['not-a-generator', '', 'the flow is no generator function: write function* (…) { … }, and not async'],
  ['unknown-challenge', "pass('pasword')", "pass('pasword'): the flow declares no challenge of that name"],
  ['bad-choice', "choose('code')", "choose('code'): a choice needs two or more different names"],
  ['foreign-yield', '', "the flow yielded something that no verb of this run made: write yield* pass('…')"],
  ['foreign-yield', "pass('totp')", "pass('totp') was yielded without its star: write yield* pass('totp')"],
  ['forgotten-verb', "pass('totp')", "pass('totp') was made but never asked: write yield* pass('totp')"],
  ['password-not-first', '', 'password() can only be asked first, and once'],
  ['endless', 'asked 200 times', 'the flow asked 200 times: does it loop?'],
  ['impure', 'Date.now()', 'a flow must be pure: it used Date.now()'],
  ['throws', '', 'the flow threw an error'],
])('explains %s %s', (fault, what, text) => {
  const error = new FlowRunError(fault, what);
  expect(explainFault(error)).toBe(text);
  expect(error.message).toBe(what ? `${fault}: ${what}` : fault);
});
