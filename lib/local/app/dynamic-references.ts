import { isRecord } from '../../protocol/is-record.ts';
import { UnresolvableValueError } from './errors.ts';
import { findParameter } from './read-parameters.ts';
import { findSecret } from './read-secrets.ts';
import type { AppSurroundings } from './stack.ts';

/** A secret's id, an ARN too; what of it; a member of its JSON. Its versions aren't told apart here. */
const SECRET = /^secretsmanager:(arn:(?:[^:]*:){5}[^:]+|[^:]+)(?::(SecretString)?)?(?::([^:]*))?(?::[^:]*){0,2}$/;
const PARAMETER = /^ssm(?:-secure)?:([^:]+)(?::\d+)?$/;

/**
 * Resolves a dynamic reference: by what the app itself makes, or by what was given.
 *
 * @param reference what stands between `{{resolve:` and `}}`
 * @throws UnresolvableValueError
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
export function resolveDynamic(reference: string, surroundings: AppSurroundings): string {
  const [, parameterName] = PARAMETER.exec(reference) ?? [];
  if (parameterName !== undefined) {
    const value = findParameter(parameterName, surroundings)?.value;
    if (value !== undefined) return value;
    throw new UnresolvableValueError(`${parameterName} is read from Systems Manager at AWS`, {
      way: `"ssm": { "${parameterName}": "…" } in countersign.local.json`,
    });
  }
  const [, secretId, , member] = SECRET.exec(reference) ?? [];
  if (secretId === undefined) {
    throw new UnresolvableValueError(`the dynamic reference {{resolve:${reference}}} is kept at AWS`);
  }
  const secret = findSecret(secretId, surroundings);
  if (secret === undefined) {
    throw new UnresolvableValueError(`${secretId} is read from Secrets Manager at AWS`, {
      way: `"secrets": { "${secretId}": "…" } in countersign.local.json`,
    });
  }
  if (!member) return secret.value;
  const value = memberOf(secret.value, member);
  if (value !== undefined) return value;
  throw new UnresolvableValueError(`the secret ${secretId} has no member ${member}`);
}

function memberOf(secret: string, member: string): string | undefined {
  try {
    const members: unknown = JSON.parse(secret);
    const value = isRecord(members) && Object.hasOwn(members, member) ? members[member] : undefined;
    return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
  } catch {
    return undefined;
  }
}
