import type { LocalSecret } from '../model.ts';
import { isSecretArn, secretNameOf, secretNamesIn } from '../secret-id.ts';
import { objectOf, textOf } from '../settings/json-values.ts';
import { generateSecret } from './generated-secret.ts';
import { SECRET_TYPE } from './resource-types.ts';
import { attributeOfResource } from './resource-values.ts';
import type { AppSurroundings, StackResource } from './stack.ts';
import { toldOr } from './told-or.ts';

/** What Secrets Manager holds here: what was given, and the app's own secrets, as far as they can be told. */
export function readSecrets(surroundings: AppSurroundings): readonly LocalSecret[] {
  const given = givenSecrets(surroundings);
  const ofApp = secretsOf(surroundings).flatMap((resource) => toldOr(() => secretOf(resource, surroundings)) ?? []);
  return [...given, ...ofApp.filter(({ name }) => !given.some((secret) => secret.name === name))];
}

/**
 * One of them, by its name or its ARN, with the letters that AWS adds to an ARN or without.
 *
 * @throws UnresolvableValueError where it is the app's, and can't be told
 */
export function findSecret(id: string, surroundings: AppSurroundings): LocalSecret | undefined {
  const names = secretNamesIn(id);
  const given = givenSecrets(surroundings).find(({ name }) => names.includes(name));
  if (given) return given;
  const resource = secretsOf(surroundings).find((each) =>
    names.includes(toldOr(() => secretNameOf(arnOf(each, surroundings))) ?? ''),
  );
  return resource && secretOf(resource, surroundings);
}

const secretsOf = ({ stacks }: AppSurroundings): readonly StackResource[] =>
  stacks.flatMap(({ resources }) => resources).filter(({ type }) => type === SECRET_TYPE);

const arnOf = (resource: StackResource, { identity }: AppSurroundings): string =>
  String(attributeOfResource(resource, 'Id', identity));

/** They are in the app's region and account: no function asks for one of another by its name. */
const givenSecrets = ({ given: { secrets = {} }, target: { region, accountId } }: AppSurroundings) =>
  Object.entries(secrets).map(
    ([id, value]): LocalSecret => ({
      name: secretNameOf(id),
      arn: isSecretArn(id) ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`,
      value,
    }),
  );

function secretOf(resource: StackResource, surroundings: AppSurroundings): LocalSecret {
  const arn = arnOf(resource, surroundings);
  const written = textOf(resource.property('SecretString'));
  const value =
    written ??
    surroundings.identity.secret(arn, () => generateSecret(objectOf(resource.property('GenerateSecretString'))));
  return { name: secretNameOf(arn), arn, value };
}
