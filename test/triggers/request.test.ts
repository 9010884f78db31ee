import { describe, expect, test, vi } from 'vitest';
import { flowThat } from './flows.ts';
import { createEvent, defineEvent, lastLine, oddRequest, refused, triggersOf, verifyEvent } from './setup.ts';

const privateChallengeParameters = { 'countersign:position': '[1,"own",0,"",[]]' };

describe('an event that says in no way of Cognito’s whether its user exists', () => {
  test.each<[unknown]>([['true'], ['false'], [''], [1], [0], [{}], [[]], [[true]]])(
    'is refused: %j',
    async (userNotFound) => {
      const create = vi.fn(() => ({ parameters: {} }));
      const triggers = triggersOf(flowThat({ create, verify: () => true }));
      const answer = { privateChallengeParameters, challengeAnswer: 'a' };
      expect((await triggers.define(oddRequest(defineEvent(), { userNotFound }))).response).toEqual(refused);
      await expect(triggers.create(oddRequest(createEvent(), { userNotFound }))).rejects.toThrow(
        /^Something went wrong/,
      );
      expect((await triggers.verify(oddRequest(verifyEvent(answer), { userNotFound }))).response).toEqual({
        answerCorrect: false,
      });
      expect(create).not.toHaveBeenCalled();
      expect(triggers.lines.map(({ level }) => level)).toEqual(['error', 'error', 'error']);
      expect(lastLine(triggers).error).toMatchObject({
        code: 'request-malformed',
        message: `request.userNotFound is a ${typeof userNotFound}, neither true nor false`,
      });
    },
  );

  test.each<[unknown]>([[undefined], [null], [false]])('unless it says nothing or false: %j', async (userNotFound) => {
    const triggers = triggersOf(flowThat({}));
    const { response } = await triggers.define(oddRequest(defineEvent(), { userNotFound }));
    expect(response.challengeName).toBe('CUSTOM_CHALLENGE');
  });
});
