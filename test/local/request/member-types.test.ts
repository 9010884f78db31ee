import { describe, expect, it } from 'vitest';
import type { OperationContext } from '../../../lib/local/operation.ts';
import { operations } from '../../../lib/local/operations/all.ts';
import { placesIn, WRONG } from '../support/sdk-schema.ts';

/** How a request ends. None gets as far as to the context. */
async function outcome(name: string, body: unknown): Promise<unknown> {
  try {
    return await operations.get(name)?.run(body, {} as OperationContext);
  } catch (error) {
    return error;
  }
}

// The types are those of the SDK 3.1169.0, which are AWS's own model (docs/cognito.md#10-wire-protocol).
describe('a request', () => {
  it.each([...operations.keys()])('of %s has no place that takes another type than AWS', async (name) => {
    const places = placesIn(name);
    expect(places.length).toBeGreaterThan(0);
    const taken: string[] = [];
    for (const { path, type, requestWith } of places) {
      const answer = await outcome(name, requestWith(WRONG[type]));
      if ((answer as { readonly code?: string }).code !== 'SerializationException') taken.push(`${path}: ${type}`);
    }
    expect(taken).toEqual([]);
  });
});
