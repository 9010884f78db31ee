import type { CallContext } from '../call-context.ts';
import type { MessageContext } from '../messages/delivery.ts';
import type { TokenService } from '../tokens/token-service.ts';
import type { PasswordLockout } from '../users/password-lockout.ts';
import type { AuthSessions } from './auth-sessions.ts';
import type { SessionState } from './session-state.ts';

/** What signing in takes of a call. */
export interface SignInContext extends CallContext, MessageContext {
  readonly sessions: AuthSessions<SessionState>;
  readonly tokens: TokenService;
  readonly lockout: PasswordLockout;
}
