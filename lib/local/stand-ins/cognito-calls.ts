import { forward } from './beyond-stand-ins.ts';
import type { StandIn } from './stand-in.ts';

/**
 * Hands calls of Cognito on to the local pool, signed or not: the pool itself knows what must be signed. A trigger that calls
 * Cognito back waits for nothing that waits for it.
 *
 * @param pool its URL, asked at each call: it starts after the stand-ins
 */
export const cognitoCalls = (pool: () => string): StandIn => ({
  takesUnsigned: true,
  take(call, elsewhere) {
    if (call.service.id !== 'COGNITO_IDENTITY_PROVIDER' || elsewhere === 'service') return undefined;
    return () => forward(call, pool());
  },
});
