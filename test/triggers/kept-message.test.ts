import { expect, test } from 'vitest';
import { keepMessage, readKept } from '../../lib/triggers/kept-message.ts';

test.each([undefined, '', 'drawn', 'a:b', ':'])('what a round keeps of its message is read as it was: %j', (state) => {
  const id = 'AbCdEf0123456-_9';
  expect(readKept(keepMessage(id, state))).toEqual({ id, state });
});
