import { createHash } from 'node:crypto';
import type { LocalSecret } from '../model.ts';
import { demandMembers } from './json-members.ts';
import { invalid, jsonAnswer, StandInRefusal } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

const CURRENT = 'AWSCURRENT';
/** What stands before a name, in an ARN. */
const ARN = /^arn:(?:[^:]*:){5}/;
/** What Secrets Manager puts behind it. */
const SUFFIX = /-[A-Za-z0-9]{6}$/;

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
  const { SecretId: named, VersionId: version, VersionStage: stage = CURRENT, ...others } = members;
  const [other] = Object.keys(others);
  if (other !== undefined) {
    throw invalid(`The local pool's stand-in for Secrets Manager doesn't take ${other}.`);
  }
  if (typeof named !== 'string' || named === '') throw invalid('SecretId must be a text.');
  const found = findSecret(secrets, named);
  if (!found) {
    // ResourceNotFoundException would say that there is none at AWS, which nobody here can know.
    throw new StandInRefusal(
      'NoStandIn',
      `The local pool has no value for ${named} of Secrets Manager; nothing left this machine. ` +
        `Give it in countersign.local.json: "secrets": { ${JSON.stringify(named)}: "…" }.`,
    );
  }
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
  const exact = secrets.find(({ name, arn }) => named === name || named === arn);
  if (exact || !ARN.test(named)) return exact;
  const nameInArn = named.replace(ARN, '');
  const called = (wanted: string) => secrets.find(({ name }) => name === wanted);
  return called(nameInArn) ?? called(nameInArn.replace(SUFFIX, ''));
}

/** The same from run to run, and nothing of the value. */
const versionOf = (arn: string): string =>
  createHash('sha256')
    .update(arn)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
