import { expect, test } from 'vitest';
import { describeOutsideCall } from '../../lib/command-line/local/outside-call.ts';

test('a call of somebody else names who called whom, and how that is shut', () => {
  expect(describeOutsideCall({ functionName: 'verify', host: 'mail.example.com', refused: false })).toBe(
    "verify called mail.example.com, which isn't this machine; --offline shuts that.",
  );
  expect(describeOutsideCall({ functionName: 'create', host: 's3.amazonaws.com', refused: true })).toBe(
    "create called s3.amazonaws.com, which isn't this machine: it was refused, and nothing left.",
  );
});
