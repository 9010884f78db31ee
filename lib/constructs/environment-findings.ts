import { isDeepStrictEqual } from 'node:util';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Finding } from '../bypass/settings.ts';
import { isRecord } from '../protocol/is-record.ts';
import { isNeeded } from './environment-of-define.ts';
import { areListed, type InspectedFunction, isRead } from './inspect-function.ts';
import { EVERY_VARIABLE } from './inspection/environment-reads.ts';

/** Lambda, Node.js or the loader take code from there, before and beside the bundle. */
const CODE_FROM_ELSEWHERE: ReadonlySet<string> = new Set([
  'AWS_LAMBDA_EXEC_WRAPPER',
  'LD_AUDIT',
  'LD_LIBRARY_PATH',
  'LD_PRELOAD',
  'NODE_PATH',
]);
/** Node.js reads them itself: options that load code, and what `new Date(0).getHours()` depends on. */
const READ_BY_NODE: ReadonlySet<string> = new Set(['LANG', 'LC_ALL', 'NODE_ICU_DATA', 'NODE_OPTIONS', 'TZ']);
/** Where requests go, with codes and secrets in them, and who is believed to answer: read by Node.js and AWS's SDKs. */
const LEADS_REQUESTS =
  /^(AWS_ENDPOINT_URL(_.*)?|AWS_CONFIG_FILE|AWS_CA_BUNDLE|(HTTPS?|ALL)_PROXY|NODE_USE_ENV_PROXY|NODE_EXTRA_CA_CERTS|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_(FILE|DIR))$/i;

/**
 * The environment variables by which a deployed function could be another one than was checked. One that isn't read while
 * the handler is loaded can't change its flow: the flow itself may read none. It may lead a code elsewhere, though.
 *
 * @param environment the function's `Environment`, as the template has it
 */
export function environmentFindings(
  fn: Construct,
  environment: unknown,
  { trigger, environment: checked, reads, flow }: InspectedFunction,
): readonly Finding[] {
  const finding = (name: string, what: string): readonly Finding[] => {
    const { path } = fn.node;
    return [{ id: `${path}: changes the variable ${name}`, message: `${path}.Environment.${name} ${what}` }];
  };
  const variables = environment === undefined ? {} : isRecord(environment) ? environment.Variables : undefined;
  if (!isRecord(variables) || Object.keys(variables).some(isIntrinsic)) {
    return finding(EVERY_VARIABLE, 'is known only at deployment: name the variables one by one');
  }
  // Create and Verify may know it: Define alone issues tokens, and refuses a session that another flow than its own made.
  // What their challenges make of their environment is their own, while they are loaded as in create and verify.
  const mayBeKnown = (value: string): boolean => trigger !== 'DefineAuthChallenge' && isNeeded(value, flow);

  return [...new Set([...Object.keys(checked), ...Object.keys(variables)])].flatMap((name) => {
    if (CODE_FROM_ELSEWHERE.has(name)) return finding(name, 'lets in code that was not checked: take it out');
    const value = checked[name];
    const isChanged = !isDeepStrictEqual(variables[name], Stack.of(fn).resolve(value));
    if (LEADS_REQUESTS.test(name) && isChanged) {
      return finding(
        name,
        `is not what CustomAuth was given, and leads requests elsewhere, those with one-time codes too: ${SET_IT_THERE}`,
      );
    }
    if (!READ_BY_NODE.has(name) && !isRead(name, reads)) {
      const change = areListed(reads) && changeOfName(name, checked, variables);
      const listed = 'and the names of all are listed while the handler is loaded';
      return change ? finding(name, `${change}, ${listed}: ${SET_IT_THERE}`) : [];
    }
    if (isChanged) {
      return finding(
        name,
        `is another value than was checked, and is read while the handler is loaded: ${SET_IT_THERE}`,
      );
    }
    if (!Token.isUnresolved(value) || mayBeKnown(value as string)) return [];
    return finding(
      name,
      'is known only at deployment, and is read while the handler is loaded, so another flow than the one that was ' +
        'checked could be deployed: read it in create or verify, from their environment, or set a value that is known ' +
        'at synth',
    );
  });
}

const SET_IT_THERE = 'set it by the environment of CustomAuth, not afterwards';

/** How the deployed function may have a variable, or none of this name, where the checked one had not. */
function changeOfName(name: string, checked: object, variables: Readonly<Record<string, unknown>>): string | undefined {
  if (name in checked !== name in variables) return name in checked ? 'is taken out' : 'is added';
  // A condition of the template may take it out.
  return JSON.stringify(variables[name]).includes('AWS::NoValue') ? 'is not there in every deployment' : undefined;
}

const isIntrinsic = (name: string): boolean => name === 'Ref' || name.startsWith('Fn::');
