import { invalidParameter } from '../../protocol/index.ts';
import { type Operation, type OperationContext, signedOperation } from '../operation.ts';
import { assertPoolOfApi } from '../pool-registry.ts';
import { describePool } from '../request/describe-pool.ts';
import { list, optional } from '../request/input.ts';
import { members } from '../request/members.ts';
import {
  poolCreationMembers,
  poolName,
  poolSettingsMembers,
  schemaAttribute,
} from '../request/pool-settings-members.ts';
import { randomLettersAndDigits } from '../secret-text.ts';
import { customSenderWithoutKey } from '../settings/custom-senders.ts';
import { type LocalPoolSettings, readerOf, readPoolSettings } from '../settings/read-pool-settings.ts';
import { readCustomAttributes, schemaFault } from '../settings/read-schema.ts';
import type { ApiPool } from '../store/api-pools.ts';

/** What Cognito refuses of settings that are each of their kind. */
function assertSettings(settings: LocalPoolSettings, { index }: Pick<OperationContext, 'index'>): void {
  if (settings.aliasAttributes.length > 0 && settings.usernameAttributes.length > 0) {
    throw invalidParameter('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.');
  }
  const { verifiedBeforeUpdate = [], autoVerifiedAttributes } = settings;
  if (!verifiedBeforeUpdate.every((name) => autoVerifiedAttributes.includes(name))) {
    throw invalidParameter(
      'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
    );
  }
  const sender = customSenderWithoutKey(settings);
  // Refused when it is asked for, as at Cognito; the text isn't documented.
  if (sender !== undefined) throw invalidParameter(`${sender} needs KMSKeyID, a symmetric key, in LambdaConfig.`);
  const known = index.app.functions.map(({ functionArn }) => functionArn);
  for (const [trigger, functionArn] of Object.entries(settings.lambdaConfig)) {
    if (known.includes(functionArn)) continue;
    const all = known.length > 0 ? known.join(', ') : 'none';
    throw invalidParameter(
      `${trigger} is ${functionArn}, which is no function of the local pool. Its functions: ${all}.`,
    );
  }
}

/** What Cognito refuses of a schema, or of what is added to it. */
function assertSchema(schema: readonly unknown[] = [], only?: 'custom'): void {
  const fault = schemaFault(schema, only);
  if (fault !== undefined) throw invalidParameter(fault);
}

/** What SetUserPoolMfaConfig has set and UpdateUserPool has no member for: it stays, as long as MFA does. */
function setByMfaConfig(pool: ApiPool, asked: LocalPoolSettings): Partial<LocalPoolSettings> {
  const { enabledMfas = [], webAuthn } = pool;
  const { sms: _, ...mail } = pool.authenticationMessages ?? {};
  const words = { ...mail, ...asked.authenticationMessages };
  return {
    ...(asked.mfaConfiguration !== 'OFF' && enabledMfas.length > 0 && { enabledMfas }),
    ...(Object.keys(words).length > 0 && { authenticationMessages: words }),
    ...(webAuthn && { webAuthn }),
  };
}

/** Making, changing and deleting pools. */
export const managePools = {
  CreateUserPool: signedOperation(
    { PoolName: poolName, ...poolSettingsMembers, ...poolCreationMembers },
    (input, context) => {
      assertSchema(input.Schema);
      const settings = readPoolSettings(readerOf(input));
      assertSettings(settings, context);
      const { region, accountId } = context.index.app;
      const userPoolId = `${region}_${randomLettersAndDigits(9)}`;
      const pool = {
        ...settings,
        // There is no template that would call it anything.
        logicalId: userPoolId,
        userPoolId,
        userPoolArn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${userPoolId}`,
        name: input.PoolName,
      };
      context.registry.save(pool);
      return { UserPool: describePool({ ...pool, clients: [] }, 0) };
    },
  ),

  /** What the request leaves out goes back to its default, as Cognito has it; what is said only once stays. */
  UpdateUserPool: signedOperation(
    { UserPoolId: members.userPoolId, PoolName: optional(poolName), ...poolSettingsMembers },
    (input, context) => {
      const { clients: _, ...pool } = context.index.pool(input.UserPoolId);
      assertPoolOfApi(pool, context.registry);
      const { usernameAttributes, aliasAttributes, caseSensitive, schema, logicalId, userPoolId, userPoolArn } = pool;
      const asked = readPoolSettings(readerOf(input));
      const settings: LocalPoolSettings = {
        ...{ ...asked, ...setByMfaConfig(pool, asked) },
        ...{ usernameAttributes, aliasAttributes, caseSensitive, schema },
      };
      assertSettings(settings, context);
      context.registry.save({ ...settings, logicalId, userPoolId, userPoolArn, name: input.PoolName ?? pool.name });
      return {};
    },
  ),

  /** They stay: Cognito has no way to remove or change one. */
  AddCustomAttributes: signedOperation(
    { UserPoolId: members.userPoolId, CustomAttributes: list(schemaAttribute, 25) },
    ({ UserPoolId, CustomAttributes }, context) => {
      const { clients: _, ...pool } = context.index.pool(UserPoolId);
      assertPoolOfApi(pool, context.registry);
      assertSchema(CustomAttributes, 'custom');
      const added = readCustomAttributes(CustomAttributes);
      for (const [position, { name }] of added.entries()) {
        if (![...pool.schema, ...added.slice(0, position)].some((known) => known.name === name)) continue;
        const { Name } = CustomAttributes[position] as (typeof CustomAttributes)[number];
        throw invalidParameter(`custom:${Name}: Existing attribute already has name ${name}.`);
      }
      context.registry.save({ ...pool, schema: [...pool.schema, ...added] });
      return {};
    },
  ),

  DeleteUserPool: signedOperation({ UserPoolId: members.userPoolId }, ({ UserPoolId }, context) => {
    const pool = context.index.pool(UserPoolId);
    assertPoolOfApi(pool, context.registry);
    if (pool.deletionProtected) {
      throw invalidParameter(
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      );
    }
    context.registry.remove(UserPoolId);
    return {};
  }),
} satisfies Readonly<Record<string, Operation>>;
