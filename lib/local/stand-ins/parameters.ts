import { sealBlob } from '../kms/ciphertext-blob.ts';
import type { Keyring } from '../kms/keyring.ts';
import type { LocalApp, LocalParameter } from '../model.ts';
import { textsOf } from '../settings/json-values.ts';
import { assertTaken, demandMembers } from './json-members.ts';
import { missingValue } from './missing-value.ts';
import { invalid, jsonAnswer, StandInRefusal } from './refusal.ts';
import type { StandIn } from './stand-in.ts';

/** What the stand-in for Systems Manager reads. */
export interface ParameterCallsOptions {
  /** The app, as it is now. */
  readonly resources: () => Pick<LocalApp, 'region' | 'accountId' | 'parameters'>;
  readonly keyring: Keyring;
}

interface ParametersContext extends Pick<ParameterCallsOptions, 'keyring'> {
  readonly resources: ReturnType<ParameterCallsOptions['resources']>;
}

type Members = Readonly<Record<string, unknown>>;
type Operation = (context: ParametersContext, members: Members) => object;

const SERVICE = 'Systems Manager';
/** The key that AWS encrypts parameters by where none is named. */
const KEY = 'alias/aws/ssm';
const MOST_NAMES = 10;
/** Of a page: AWS's own most. */
const MOST_IN_PAGE = 10;
/** No parameter has another one here. */
const VERSION = 1;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetParameter(context, members) {
    assertTaken(SERVICE, members, ['Name', 'WithDecryption']);
    const name = textIn(members, 'Name');
    const found = find(context, name);
    if (!found) throw unknown([name]);
    return { Parameter: parameterType(found, name, members, context) };
  },

  GetParameters(context, members) {
    assertTaken(SERVICE, members, ['Names', 'WithDecryption']);
    const names = textsOf(members.Names);
    if (names.length === 0 || names.length > MOST_NAMES || !Array.isArray(members.Names)) {
      throw invalid(`Names must be a list of 1 to ${MOST_NAMES} texts.`);
    }
    const found = names.map((name) => [name, find(context, name)] as const);
    const missing = found.flatMap(([name, parameter]) => (parameter ? [] : [name]));
    // Choice: AWS lists them as InvalidParameters. Here they may be there at AWS, and a handler would take them for gone.
    if (missing.length > 0) throw unknown(missing);
    return {
      Parameters: found.flatMap(([name, parameter]) =>
        parameter ? [parameterType(parameter, name, members, context)] : [],
      ),
      InvalidParameters: [],
    };
  },

  GetParametersByPath(context, members) {
    assertTaken(SERVICE, members, ['Path', 'Recursive', 'WithDecryption', 'MaxResults', 'NextToken']);
    const path = textIn(members, 'Path');
    if (!path.startsWith('/')) throw invalid('Path must begin with /.');
    const under = path.endsWith('/') ? path : `${path}/`;
    const { parameters = [] } = context.resources;
    const found = parameters
      .filter(({ name }) => name.startsWith(under))
      .filter(({ name }) => members.Recursive === true || !name.slice(under.length).includes('/'))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    if (found.length === 0) throw unknown([path]);
    const { MaxResults: most = MOST_IN_PAGE, NextToken: token = '0' } = members;
    if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > MOST_IN_PAGE) {
      throw invalid(`MaxResults must be an integer from 1 to ${MOST_IN_PAGE}.`);
    }
    const begin = typeof token === 'string' && /^\d{1,6}$/.test(token) ? Number(token) : undefined;
    if (begin === undefined) throw new StandInRefusal('InvalidNextToken', 'The specified token is not valid.');
    const end = begin + Number(most);
    return {
      Parameters: found.slice(begin, end).map((each) => parameterType(each, each.name, members, context)),
      ...(end < found.length && { NextToken: String(end) }),
    };
  },
};

/**
 * Stands in for Systems Manager's Parameter Store: the parameters that the app makes, and those that were given.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 */
export const parameterCalls = ({ resources, keyring }: ParameterCallsOptions): StandIn => ({
  take(call, elsewhere) {
    const run = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
    if (call.service.id !== 'SSM' || elsewhere || !run) return undefined;
    return () => jsonAnswer(call, 200, run({ resources: resources(), keyring }, demandMembers(call)));
  },
});

/** A parameter by its name or ARN, with its version behind a colon or without. */
function find({ resources }: ParametersContext, named: string): LocalParameter | undefined {
  const whole = /^arn:[^:]+:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(named)?.[1] ?? named;
  const [name = '', version = String(VERSION)] = whole.split(':');
  const found = resources.parameters?.find((each) => each.name === name || `/${each.name}` === name);
  if (found && version !== String(VERSION)) {
    throw new StandInRefusal(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${version} of ${name}. In the local pool each parameter has version ${VERSION} alone.`,
    );
  }
  return found;
}

const parameterType = (
  { name, type, value }: LocalParameter,
  named: string,
  { WithDecryption: decrypted }: Members,
  { resources: { region, accountId }, keyring }: ParametersContext,
) => {
  const arn = `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
  const sealed = type === 'SecureString' && decrypted !== true;
  const selector = /:\d+$/.exec(named)?.[0];
  return {
    ...{ Name: name, Type: type, Version: VERSION, LastModifiedDate: 0, ARN: arn, DataType: 'text' },
    ...(selector !== undefined && !named.startsWith('arn:') && { Selector: selector }),
    Value: sealed ? encrypted(value, arn, keyring) : value,
  };
};

const encrypted = (value: string, arn: string, keyring: Keyring): string =>
  sealBlob(keyring.keyFor('Encrypt', KEY, 'SYMMETRIC_DEFAULT'), Buffer.from(value), { PARAMETER_ARN: arn }).toString(
    'base64',
  );

const unknown = (names: readonly string[]): StandInRefusal => missingValue(SERVICE, 'ssm', names);

function textIn(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw invalid(`${name} must be a text.`);
  return value;
}
