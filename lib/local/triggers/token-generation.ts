import { lambdaOutputUnrecognizable } from '../../cognito/index.ts';
import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';
import type { PoolClient } from '../app-index.ts';
import type { CallContext } from '../call-context.ts';
import type { StoredUser } from '../store/users.ts';
import type { ClaimChanges, ClaimsOverride } from '../tokens/token-claims.ts';
import { type GroupClaims, groupClaims } from '../users/group-claims.ts';
import type { TriggerContext } from './invoke-trigger.ts';
import { invokeIfSet, type Json } from './pool-triggers.ts';

/** What tokens are made for, as PreTokenGeneration is told it. */
export type TokenSource = 'Authentication' | 'NewPasswordChallenge' | 'AuthenticateDevice' | 'RefreshTokens';

/** Scopes of a sign-in by API. */
const SCOPES = ['aws.cognito.signin.user.admin'];

function recordIn(value: unknown): Json {
  if (value !== undefined && value !== null && !isRecord(value)) throw lambdaOutputUnrecognizable();
  return value ?? {};
}

function textsIn(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) throw lambdaOutputUnrecognizable();
  return value;
}

function changesIn(details: Json): ClaimChanges {
  return { add: recordIn(details.claimsToAddOrOverride), suppress: textsIn(details.claimsToSuppress) };
}

/** Groups that a trigger gave replace the user's; an empty object or null suppresses them; none at all leaves them. */
function groupsIn(details: Json): GroupClaims | undefined {
  if (!Object.hasOwn(details, 'groupOverrideDetails')) return undefined;
  const { groupsToOverride, iamRolesToOverride, preferredRole } = recordIn(details.groupOverrideDetails);
  return {
    groups: textsIn(groupsToOverride),
    roles: textsIn(iamRolesToOverride),
    ...(typeof preferredRole === 'string' && { preferredRole }),
  };
}

function overrideOf(response: Json, isFirstVersion: boolean): ClaimsOverride {
  const details = recordIn(isFirstVersion ? response.claimsOverrideDetails : response.claimsAndScopeOverrideDetails);
  const groups = groupsIn(details);
  if (isFirstVersion) {
    const id = changesIn(details);
    if (!Object.values(id.add).every((value) => typeof value === 'string')) throw lambdaOutputUnrecognizable();
    return { id, ...(groups && { groups }) };
  }
  const access = recordIn(details.accessTokenGeneration);
  return {
    id: changesIn(recordIn(details.idTokenGeneration)),
    access: {
      ...changesIn(access),
      scopesToAdd: textsIn(access.scopesToAdd),
      scopesToSuppress: textsIn(access.scopesToSuppress),
    },
    ...(groups && { groups }),
  };
}

/**
 * Runs PreTokenGeneration. Its first version of events changes the ID token, and the groups of both; the second and third,
 * which differ for machines only, change both tokens and the scopes.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export async function preTokenGeneration(
  user: StoredUser,
  at: PoolClient,
  { source, clientMetadata }: { readonly source: TokenSource; readonly clientMetadata: TextMap | undefined },
  context: TriggerContext & Pick<CallContext, 'store'>,
): Promise<ClaimsOverride | undefined> {
  const { preTokenGenerationVersion: named = 'V1_0' } = at.pool;
  const isFirstVersion = named === 'V1_0';
  const { groups, roles, preferredRole = null } = groupClaims(context.store.groups.of(user));
  const groupConfiguration = { groupsToOverride: groups, iamRolesToOverride: roles, preferredRole };
  const event = {
    ...({ trigger: 'PreTokenGeneration', source, user } as const),
    // `V2_0` tells itself as '2'.
    version: named.charAt(1),
    request: {
      groupConfiguration,
      ...(!isFirstVersion && { scopes: SCOPES }),
      ...(clientMetadata && { clientMetadata }),
    },
    response: isFirstVersion ? { claimsOverrideDetails: null } : { claimsAndScopeOverrideDetails: null },
  };
  const response = await invokeIfSet(event, at, context);
  return response && overrideOf(response, isFirstVersion);
}
