import { isDeepStrictEqual } from 'node:util';
import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Finding } from '../bypass/settings.ts';
import { isRecord } from '../protocol/is-record.ts';
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

/**
 * The environment variables by which a deployed function could be another one than was checked. One that isn't read while
 * the handler is loaded can't change its flow: the flow itself may read none.
 *
 * @param environment the function's `Environment`, as the template has it
 */
export function environmentFindings(
  fn: Construct,
  environment: unknown,
  { environment: checked, reads, flow }: InspectedFunction,
): readonly Finding[] {
  const finding = (name: string, what: string): readonly Finding[] => {
    const { path } = fn.node;
    return [{ id: `${path}: changes the variable ${name}`, message: `${path}.Environment.${name} ${what}` }];
  };
  const variables = environment === undefined ? {} : isRecord(environment) ? environment.Variables : undefined;
  if (!isRecord(variables) || Object.keys(variables).some(isIntrinsic)) {
    return finding(EVERY_VARIABLE, 'is known only at deployment: name the variables one by one');
  }
  const needed = JSON.stringify(flow.challenges.map(({ needs }) => needs));
  const isNeeded = (value: string): boolean => needed.includes(JSON.stringify(value).slice(1, -1));

  return [...new Set([...Object.keys(checked), ...Object.keys(variables)])].flatMap((name) => {
    if (CODE_FROM_ELSEWHERE.has(name)) return finding(name, 'lets in code that was not checked: take it out');
    if (!READ_BY_NODE.has(name) && !isRead(name, reads)) {
      const change = areListed(reads) && changeOfName(name, checked, variables);
      const listed = 'and the names of all are listed while the handler is loaded';
      return change ? finding(name, `${change}, ${listed}: ${SET_IT_THERE}`) : [];
    }
    const value = checked[name];
    if (!isDeepStrictEqual(variables[name], Stack.of(fn).resolve(value))) {
      return finding(
        name,
        `is another value than was checked, and is read while the handler is loaded: ${SET_IT_THERE}`,
      );
    }
    if (!Token.isUnresolved(value) || isNeeded(value as string)) return [];
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
