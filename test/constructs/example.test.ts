import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Bundle, bundle } from '../../lib/constructs/bundle.ts';
import { emptyFolder } from './fixtures/lambdas.ts';

const lambdas = fileURLToPath(new URL('../../lambdas', import.meta.url));
const bundleOf = (name: string): Bundle => bundle(join(lambdas, `${name}.ts`), emptyFolder());
const lazyBytes = ({ lazy }: Bundle): number => lazy.reduce((sum, { bytes }) => sum + bytes, 0);

// Handlers sit between a person and their sign-in, on a cold CPU: what they load is a promise.
describe('the example', () => {
  it('loads at most 8 KB to define a challenge', () => {
    expect(bundleOf('define-auth-challenge').loadedBytes).toBeLessThanOrEqual(8 * 1024);
  });

  it('loads at most 20 KB to create a challenge, what sends it included', () => {
    const create = bundleOf('create-auth-challenge');
    expect(create.loadedBytes + lazyBytes(create)).toBeLessThanOrEqual(20 * 1024);
  });

  it('loads no sender before one is needed', () => {
    for (const name of ['define-auth-challenge', 'create-auth-challenge', 'verify-auth-challenge-response']) {
      const { lazy } = bundleOf(name);
      expect(lazy.map(({ source }) => source)).toEqual([expect.stringContaining('email-otp-handlers')]);
    }
  });
});
