import { isDeepStrictEqual } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Finding } from '../bypass/settings.ts';
import type { TextMap } from '../protocol/text-map.ts';
import { PropertyError } from './errors.ts';
import { renderedVariables } from './rendered-properties.ts';

/** Names who delivers messages. */
const DELIVER = 'COUNTERSIGN_DELIVER';
/** Where the variables begin that name the ledger, and who delivers what it keeps. */
const LEDGER = /^COUNTERSIGN_(LEDGER|DELIVER)/;

/**
 * Asserts that nobody names a ledger beside the construct, nor who delivers messages.
 *
 * @throws PropertyError
 */
export function assertNoOwnLedger(environment: TextMap = {}): void {
  const name = Object.keys(environment).find((each) => LEDGER.test(each));
  if (name === undefined) return;
  throw new PropertyError(
    name === DELIVER
      ? `environment has ${name}, which CustomAuth sets: leave it out`
      : `environment has ${name}, which CustomAuth sets: leave it out, and say ledger: { table } for a table of your own, ` +
          'or ledger: false for none',
  );
}

/** What `ledger: false` leaves out, to be acknowledged. */
export const noLedgerFinding = ({ node: { path } }: Construct): Finding => ({
  id: `${path}: no-ledger`,
  message:
    `${path} has ledger: false, so wrong answers count within one sign-in alone: whoever begins another one has new attempts, ` +
    'and nothing is remembered that was used up. Leave it out',
});

/** What the verdict of a flow says where there is no ledger. */
export const WITHOUT_LEDGER =
  'Without a ledger (ledger: false): wrong answers count within one sign-in alone, nothing that was used up is remembered, and ' +
  "what is shown to users that don't exist is made under the stack id's UUID, which every deploy prints.";

/** Functions whose variables lead to another ledger than was given, or to none. */
export function ledgerFindings(functions: readonly LambdaFunction[], environment: TextMap): readonly Finding[] {
  return functions.flatMap((fn) => {
    const variables = renderedVariables(fn);
    const names = new Set([...Object.keys(environment), ...Object.keys(variables).filter((name) => LEDGER.test(name))]);
    return [...names]
      .filter((name) => !isDeepStrictEqual(variables[name], Stack.of(fn).resolve(environment[name])))
      .map((name) => ({
        id: `${fn.node.path}: changes the variable ${name}`,
        message:
          `${fn.node.path}.Environment.${name} is not what CustomAuth set, so ` +
          (name === DELIVER
            ? 'messages are delivered by another function, or by none: take the change out'
            : 'wrong answers are counted elsewhere, or not at all: take the change out, and say it by the property ledger'),
      }));
  });
}
