import { authentication } from './authentication.ts';
import type { Operation } from './operation.ts';

/** Every operation that the local pool has, by its name in `X-Amz-Target`. */
export const operations: ReadonlyMap<string, Operation> = new Map(Object.entries({ ...authentication }));
