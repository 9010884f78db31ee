import { functionResource, permissionResource, poolResource } from './assembly.ts';

/** A value of a variable, wherever its resource stands. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'resource'; readonly index: number; readonly attribute?: 'Arn' }
  | { readonly kind: 'word' | 'untold' | 'imported' | 'left' }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'either'; readonly holds: boolean; readonly chosen: Value; readonly other: Value }
  | { readonly kind: 'joined'; readonly parts: readonly Value[] };

/** Functions, each with what its variables are; beside them a pool, its client, a table and a queue. */
export interface AppToSplit {
  readonly functions: readonly (readonly Value[])[];
  /** Of each nested stack its parent: an earlier one, or 0, the stack of the app. */
  readonly parents: readonly number[];
  /** Of each resource the stack that it is in. */
  readonly homes: readonly number[];
}

export const TABLE = 0;
export const QUEUE = 1;
const POOL = 2;
const CLIENT = 3;
/** Functions come behind the others. */
export const FIRST_FUNCTION = 4;

interface Template {
  readonly Parameters: Record<string, object>;
  readonly Conditions: Record<string, object>;
  readonly Resources: Record<string, object>;
  readonly Outputs: Record<string, object>;
}

/** Asset hash of a nested stack's template. */
export const hashOf = (stack: number): string => stack.toString(16).padStart(64, '0');
/** The logical id of a resource. */
const idOf = (index: number): string => `R${index}`;

/**
 * The templates of an app that is split into nested stacks: the app's own first. A reference from one to another goes up by
 * outputs, and down by parameters.
 */
export function splitTemplate({ functions, parents, homes }: AppToSplit): readonly Template[] {
  const parentOf = (stack: number): number => parents[stack - 1] ?? 0;
  const templates = [0, ...parents].map(
    (): Template => ({ Parameters: {}, Conditions: {}, Resources: {}, Outputs: {} }),
  );
  const passed = templates.map((): Record<string, object> => ({}));
  const at = (stack: number): Template => templates[stack] as Template;
  const pathTo = (stack: number): readonly number[] => (stack === 0 ? [0] : [...pathTo(parentOf(stack)), stack]);

  /** How a value of one stack is named in another. */
  function reach(name: string, value: object, home: number, stack: number, type = 'String'): object {
    const path = pathTo(stack);
    let reached = value;
    let from = home;
    while (!path.includes(from)) {
      at(from).Outputs[name] = { Value: reached };
      reached = { 'Fn::GetAtt': [`Stack${from}`, `Outputs.${name}`] };
      from = parentOf(from);
    }
    for (const next of path.slice(path.indexOf(from) + 1)) {
      at(next).Parameters[name] = { Type: type };
      (passed[next] as Record<string, object>)[name] =
        type === 'CommaDelimitedList' ? { 'Fn::Join': [',', reached] } : reached;
      reached = { Ref: name };
    }
    return reached;
  }

  const resource = (index: number, stack: number, attribute?: string): object => {
    const value = attribute === undefined ? { Ref: idOf(index) } : { 'Fn::GetAtt': [idOf(index), attribute] };
    return reach(`${idOf(index)}${attribute ?? ''}`, value, homes[index] ?? 0, stack);
  };

  function written(value: Value, stack: number): unknown {
    switch (value.kind) {
      case 'text':
        return value.text;
      case 'resource':
        return resource(value.index, stack, value.attribute);
      case 'word':
        return reach('Word', { Ref: 'Word' }, 0, stack);
      case 'untold':
        return reach('Untold', { Ref: 'Untold' }, 0, stack);
      case 'imported':
        return { 'Fn::ImportValue': 'elsewhere' };
      case 'left':
        return { Ref: 'AWS::NoValue' };
      case 'element':
        return {
          'Fn::Select': [value.index, reach('Words', { Ref: 'Words' }, 0, stack, 'CommaDelimitedList')],
        };
      case 'either': {
        at(stack).Conditions.Holds = { 'Fn::Equals': [reach('Word', { Ref: 'Word' }, 0, stack), 'word'] };
        at(stack).Conditions.Fails = { 'Fn::Not': [{ Condition: 'Holds' }] };
        return {
          'Fn::If': [
            value.holds ? 'Holds' : 'Fails',
            ...[value.chosen, value.other].map((each) => written(each, stack)),
          ],
        };
      }
      case 'joined':
        return { 'Fn::Join': ['+', value.parts.map((part) => written(part, stack))] };
    }
  }

  const add = (index: number, make: (stack: number) => object): void => {
    const stack = homes[index] ?? 0;
    at(stack).Resources[idOf(index)] = make(stack);
  };
  Object.assign(at(0).Parameters, {
    Word: { Type: 'String', Default: 'word' },
    Words: { Type: 'CommaDelimitedList', Default: 'first, second' },
    Untold: { Type: 'String' },
  });
  add(TABLE, () => ({ Type: 'AWS::DynamoDB::Table', Properties: { BillingMode: 'PAY_PER_REQUEST' } }));
  add(QUEUE, () => ({ Type: 'AWS::SQS::Queue' }));
  add(POOL, (stack) => poolResource({ LambdaConfig: { DefineAuthChallenge: resource(FIRST_FUNCTION, stack, 'Arn') } }));
  add(CLIENT, (stack) => ({
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: resource(POOL, stack) },
  }));
  functions.forEach((variables, place) => {
    add(FIRST_FUNCTION + place, (stack) =>
      functionResource({
        Environment: {
          Variables: Object.fromEntries(variables.map((value, index) => [`V${index}`, written(value, stack)])),
        },
      }),
    );
  });
  const permission = homes.at(-1) ?? 0;
  at(permission).Resources.Allowed = permissionResource({
    FunctionName: resource(FIRST_FUNCTION, permission),
    SourceArn: resource(POOL, permission, 'Arn'),
  });
  parents.forEach((parent, place) => {
    const stack = place + 1;
    at(parent).Resources[`Stack${stack}`] = {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateURL: { 'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/assets/${hashOf(stack)}.json` },
        Parameters: passed[stack],
      },
    };
  });
  return templates;
}

/** Whether only a deployment could tell a value. */
export function isUntold(value: Value): boolean {
  if (value.kind === 'either') return isUntold(value.holds ? value.chosen : value.other);
  if (value.kind === 'joined') return value.parts.some(isUntold);
  return value.kind === 'untold' || value.kind === 'imported';
}

/** Whether a value is none, so that its variable is left out. */
export function isLeft(value: Value): boolean {
  if (value.kind === 'either') return isLeft(value.holds ? value.chosen : value.other);
  return value.kind === 'left';
}
