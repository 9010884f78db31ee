/** The statement's own members. No other: not NotAction, Effect or Condition. */
const MEMBERS: ReadonlySet<string> = new Set(['actions', 'resources']);
const ACTION = /^[a-z][a-z0-9-]*:[A-Za-z0-9]+$/;
/** What the CDK writes for a value that only the deployment knows. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g;
/** Stands for such a value: a name, or a whole ARN. */
const UNKNOWN = '\0';
const WILDCARD = /[*?]/;

/**
 * What is wrong with an IAM statement that a challenge says it needs: each action is named, and each resource by its ARN.
 *
 * A wildcard may stand for the last part of a resource whose name is known: `table/users/index/*`, or the objects of a
 * bucket. Anywhere else it is refused, though IAM takes it: who writes a challenge once knows what it does, and who
 * deploys it doesn't read its policy.
 *
 * @param statement as a flow's report has it: JSON, of any shape
 * @returns a sentence's part for each fault; none for a statement that may be granted
 * @example
 * statementFaults({ actions: ['s3:*'], resources: ['arn:aws:s3:::photos/*'] }); // ['the action s3:*']
 */
export function statementFaults(statement: object): readonly string[] {
  const { actions, resources } = statement as { readonly actions?: unknown; readonly resources?: unknown };
  return [
    ...Object.keys(statement)
      .filter((member) => !MEMBERS.has(member))
      .map((member) => `the member ${member}`),
    ...faultsOf('action', actions, isAction),
    ...faultsOf('resource', resources, isResource),
  ];
}

function faultsOf(kind: string, values: unknown, holds: (text: string) => boolean): readonly string[] {
  if (!Array.isArray(values) || values.length === 0) return [`no ${kind}s`];
  return values
    .filter((value: unknown) => typeof value !== 'string' || !holds(value))
    .map((value: unknown) => `the ${kind} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
}

const isAction = (text: string): boolean => ACTION.test(text);

function isResource(text: string): boolean {
  const arn = text.replace(TOKEN, UNKNOWN);
  // A whole ARN that only the deployment knows, with or without a part behind it.
  if (arn.startsWith(UNKNOWN)) return isNamed(arn.split(/[:/]/), 1);
  const [scheme, partition, service, region, account, ...rest] = arn.split(':');
  const place = [scheme, partition, service, region, account];
  if (scheme !== 'arn' || !partition || !service || rest.length === 0) return false;
  if (place.some((part) => part === undefined || WILDCARD.test(part))) return false;
  // A type and a name, like table/users. A bucket, which has no account in its ARN, has no type.
  return isNamed(rest.join(':').split(/[:/]/), account === '' ? 1 : 2);
}

/** Whether so many parts are names, and a wildcard stands for nothing but the last part, if anywhere. */
function isNamed(parts: readonly string[], names: number): boolean {
  const known = parts.at(-1) === '*' ? parts.slice(0, -1) : parts;
  const plain = known.every((part) => part !== '' && !WILDCARD.test(part));
  return plain && (known === parts || known.length >= names);
}
