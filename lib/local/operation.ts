import type { PendingRegistrations } from './passkeys/pending-registrations.ts';
import type { PoolRegistry } from './pool-registry.ts';
import { type Input, type Member, readInput, structure } from './request/input.ts';
import type { SignInContext } from './sign-in/sign-in-context.ts';

/** One API call, and all that an operation may work with. */
export interface OperationContext extends SignInContext {
  /** What changes the pools there are. */
  readonly registry: PoolRegistry;
  readonly registrations: PendingRegistrations;
}

/** One operation of the API. */
export interface Operation {
  /** Whether AWS demands a signature (SigV4) for it. */
  readonly signed: boolean;
  /** @throws CognitoError as the client gets it. */
  run(body: unknown, context: OperationContext): object | Promise<object>;
}

type Members = Readonly<Record<string, Member<unknown>>>;
type Run<Named extends Members> = (input: Input<Named>, context: OperationContext) => object | Promise<object>;

function made<const Named extends Members>(signed: boolean, members: Named, run: Run<Named>): Operation {
  const request = structure(members);
  return { signed, run: (body, context) => run(readInput(request, body), context) };
}

/** An operation that everybody may call, as sign-in must be. */
export const openOperation = <const Named extends Members>(members: Named, run: Run<Named>): Operation =>
  made(false, members, run);

/** An operation for the pool's owner, which AWS takes only with a signature. */
export const signedOperation = <const Named extends Members>(members: Named, run: Run<Named>): Operation =>
  made(true, members, run);
