import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ConfigurationError,
  NetworkError,
  PasskeyError,
  ResponseError,
  ServiceError,
  SessionError,
  StaleStepError,
  UnsupportedChallengeError,
} from '../../../lib/client/index.ts';
import { problemOf } from '../../../lib/ui/core/problem-of.ts';

const service = (code: string, status = 400): ServiceError => Object.assign(new ServiceError(''), { code, status });

test.each([
  [new NetworkError(''), 'offline', true],
  [new PasskeyError('NotAllowedError'), 'cancelled', true],
  [new PasskeyError('SecurityError'), 'failed', true],
  [new ConfigurationError(''), 'failed', true],
  [new ResponseError(''), 'failed', true],
  [new UnsupportedChallengeError(''), 'failed', false],
  [new StaleStepError(''), 'session', false],
  [Object.assign(new SessionError(''), { code: 'NotAuthorizedException', status: 400 }), 'session', false],
  [service('NotAuthorizedException'), 'refused', false],
  [Object.assign(service('NotAuthorizedException'), { reason: 'attempts' }), 'attempts', false],
  [service('PasswordHistoryPolicyViolationException'), 'password', true],
  [service('UserLambdaValidationException'), 'failed', false],
  [service('InternalErrorException', 500), 'failed', true],
  [service('constructor'), 'failed', false],
  [new Error('a form of the page'), 'failed', true],
  [undefined, 'failed', true],
])('%o is %s', (error, kind, stays) => {
  expect(problemOf(error)).toEqual({ problem: { kind, error }, stays });
});

test('whatever is thrown is a problem', () => {
  fc.assert(
    fc.property(fc.anything(), (thrown) => {
      const { problem, stays } = problemOf(thrown);
      expect(problem.kind).toMatch(/^\w+$/);
      expect(typeof stays).toBe('boolean');
    }),
  );
});
