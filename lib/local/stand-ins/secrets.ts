import { createHash } from 'node:crypto';
import type { LocalSecret } from '../model.ts';
import { secretNamesIn } from '../secret-id.ts';
import { assertTaken, demandMembers } from './json-members.ts';
import { missingValue } from './missing-value.ts';
import { invalid, jsonAnswer, StandInRefusal } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

const CURRENT = 'AWSCURRENT';
const SERVICE = 'Secrets Manager';

/**
 * Stands in for Secrets Manager, for GetSecretValue: the secrets that the app makes, and those that were given, by name, ARN, or
 * ARN without the six characters at its end.
 *
 * @param secrets as they are now
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const secretCalls = (secrets: () => readonly LocalSecret[]): StandIn => ({
  take(call, elsewhere) {
    if (call.service.id !== 'SECRETS_MANAGER' || elsewhere || call.operation !== 'GetSecretValue') return undefined;
    return () => jsonAnswer(call, 200, getSecretValue(secrets(), demandMembers(call)));
  },
});

/** @throws StandInRefusal */
function getSecretValue(secrets: readonly LocalSecret[], members: Readonly<Record<string, unknown>>): object {
  assertTaken(SERVICE, members, ['SecretId', 'VersionId', 'VersionStage']);
  const { SecretId: named, VersionId: version, VersionStage: stage = CURRENT } = members;
  if (typeof named !== 'string' || named === '') throw invalid('SecretId must be a text.');
  const found = findSecret(secrets, named);
  if (!found) throw missingValue(SERVICE, 'secrets', [named]);
  const { name, arn, value } = found;
  const VersionId = versionOf(arn);
  if (stage !== CURRENT || (version !== undefined && version !== VersionId)) {
    throw new StandInRefusal(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${
        stage === CURRENT ? `VersionId: ${version}` : `staging label: ${stage}`
      }. In the local pool each secret has one version alone, ${CURRENT}.`,
    );
  }
  return { ARN: arn, Name: name, SecretString: value, VersionId, VersionStages: [CURRENT], CreatedDate: 0 };
}

/** By a name or an ARN. One that was given has no letters of AWS's at the end of its ARN, and is meant by an ARN with them, too. */
function findSecret(secrets: readonly LocalSecret[], named: string): LocalSecret | undefined {
  const exact = secrets.find(({ arn }) => named === arn);
  const called = secretNamesIn(named).map((wanted) => secrets.find(({ name }) => name === wanted));
  return exact ?? called.find((found) => found !== undefined);
}

/** The same from run to run, and nothing of the value. */
const versionOf = (arn: string): string =>
  createHash('sha256')
    .update(arn)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
