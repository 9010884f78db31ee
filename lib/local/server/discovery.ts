import type { JWK } from 'jose';
import type { PoolKeys } from '../tokens/key-ring.ts';
import { jwksUrl } from './pool-config.ts';

/** A pool's public keys, as `/POOL/.well-known/jwks.json` gives them. */
export const jwksOf = ({ id, access }: PoolKeys): { readonly keys: readonly JWK[] } => ({
  keys: [id.publicJwk, access.publicJwk],
});

/**
 * A pool's discovery document, with what of Cognito's the local pool has: no authorization endpoint, no managed login.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export const discoveryOf = (endpoint: string, userPoolId: string, issuer: string) => ({
  issuer,
  jwks_uri: jwksUrl(endpoint, userPoolId),
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'token'],
  subject_types_supported: ['public'],
});
