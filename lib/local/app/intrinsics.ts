import { isRecord } from '../../protocol/is-record.ts';
import { type JsonObject, listOf, objectOf } from '../settings/json-values.ts';
import { UnresolvableValueError } from './errors.ts';

/** What the names in a template mean. Each throws UnresolvableValueError where only a deployment could tell. */
export interface TemplateScope {
  reference(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  /** `undefined` where the mapping has no such entry. */
  mapping(map: string, key: string, name: string): unknown;
  importValue(exportName: string): unknown;
  /** @param region of the other stack. @default - this one's */
  stackOutput(stackName: string, outputName: string, region?: string): unknown;
  /** What stands between `{{resolve:` and `}}`: `ssm:/name`. */
  dynamicReference(reference: string): string;
  readonly region: string;
}

type Intrinsic = (argument: unknown, scope: TemplateScope) => unknown;

/**
 * Resolves the intrinsic functions in a value of a template. A value of `AWS::NoValue` is left out.
 *
 * @throws UnresolvableValueError where a value can be known only after a deployment
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function resolveValue(value: unknown, scope: TemplateScope): unknown {
  if (Array.isArray(value)) {
    return value.map((element) => resolveValue(element, scope)).filter((element) => element !== undefined);
  }
  if (typeof value === 'string') return withDynamicReferences(value, scope);
  if (!isRecord(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0) {
    const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    if (intrinsic !== undefined) return intrinsic(value[name], scope);
  }
  // `Fn::Transform` and `Fn::ForEach` stand among members, too.
  const unknown = Object.keys(value).find((key) => key.startsWith('Fn::'));
  if (unknown !== undefined) throw new UnresolvableValueError(`${unknown} is not known here`);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, resolveValue(member, scope)])
      .filter(([, member]) => member !== undefined),
  );
}

/** Whether a value is one of the intrinsic functions, rather than an object with members. */
export function isIntrinsic(value: unknown): boolean {
  const names = isRecord(value) ? Object.keys(value) : [];
  return names.some((name) => name.startsWith('Fn::') || (names.length === 1 && Object.hasOwn(INTRINSICS, name)));
}

/** A reference may be put together of several parts: only a whole one is one. */
const withDynamicReferences = (text: string, scope: TemplateScope): string =>
  text.replace(/\{\{resolve:([^{}]*)\}\}/g, (_, reference: string) => scope.dynamicReference(reference));

/** As {@link resolveValue}, where only text makes sense. */
function resolveText(value: unknown, scope: TemplateScope): string {
  const resolved = resolveValue(value, scope);
  if (typeof resolved === 'string') return resolved;
  if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
  // What it came to may be a secret.
  throw new UnresolvableValueError(`${JSON.stringify(value)} should be text, but is ${kindOf(resolved)}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'no value';
  return Array.isArray(value) ? 'a list' : 'an object';
}

const resolveList = (value: unknown, scope: TemplateScope): readonly unknown[] => listOf(resolveValue(value, scope));

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.reference(String(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...path] = Array.isArray(argument)
      ? argument.map((part) => resolveText(part, scope))
      : String(argument).split('.');
    return scope.attribute(logicalId ?? '', path.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = listOf(argument);
    const texts = resolveList(parts, scope).map((part) => resolveText(part, scope));
    return withDynamicReferences(texts.join(String(separator)), scope);
  },
  'Fn::Sub': (argument, scope) => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return withDynamicReferences(substitute(String(template), objectOf(variables), scope), scope);
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = listOf(argument);
    const elements = resolveList(list, scope);
    const at = Number(resolveText(index, scope));
    if (!(at in elements)) {
      throw new UnresolvableValueError(`Fn::Select asks for element ${at} of a list of ${elements.length}`);
    }
    return elements[at];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = listOf(argument);
    return resolveText(text, scope).split(String(separator));
  },
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = listOf(argument);
    return resolveValue(scope.condition(String(condition)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = listOf(argument).map((side) => resolveText(side, scope));
    return left === right;
  },
  'Fn::And': (argument, scope) => listOf(argument).every((part) => resolveCondition(part, scope)),
  'Fn::Or': (argument, scope) => listOf(argument).some((part) => resolveCondition(part, scope)),
  'Fn::Not': (argument, scope) => !resolveCondition(listOf(argument)[0], scope),
  'Fn::FindInMap': (argument, scope) => {
    const parts = listOf(argument);
    const [map = '', key = '', name = ''] = parts.slice(0, 3).map((part) => resolveText(part, scope));
    const found = scope.mapping(map, key, name);
    if (found !== undefined) return found;
    const { DefaultValue } = objectOf(parts[3]);
    if (DefaultValue !== undefined) return resolveValue(DefaultValue, scope);
    throw new UnresolvableValueError(`the mapping ${map} has no ${key}.${name}`);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(resolveText(argument, scope)),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName, Region } = objectOf(argument);
    return scope.stackOutput(
      resolveText(StackName, scope),
      resolveText(OutputName, scope),
      Region === undefined ? undefined : resolveText(Region, scope),
    );
  },
  'Fn::Base64': (argument, scope) => Buffer.from(resolveText(argument, scope)).toString('base64'),
  'Fn::GetAZs': (argument, scope) =>
    ['a', 'b', 'c'].map((zone) => (resolveText(argument, scope) || scope.region) + zone),
  'Fn::Length': (argument, scope) => resolveList(argument, scope).length,
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolveValue(argument, scope)),
};

/** The intrinsic functions that are resolved here. */
export const INTRINSIC_NAMES: readonly string[] = [...Object.keys(INTRINSICS), 'Condition'];

/** Resolves a condition's expression: elsewhere `Condition` is a name as any other. */
export function resolveCondition(expression: unknown, scope: TemplateScope): boolean {
  const [name, ...others] = isRecord(expression) ? Object.keys(expression) : [];
  const condition = name === 'Condition' && others.length === 0 ? objectOf(expression).Condition : undefined;
  if (typeof condition === 'string') return scope.condition(condition);
  return resolveValue(expression, scope) === true;
}

function substitute(template: string, variables: JsonObject, scope: TemplateScope): string {
  return template.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, written: string) => {
    if (literal !== '') return `\${${written}}`;
    const name = written.trim();
    if (Object.hasOwn(variables, name)) return resolveText(variables[name], scope);
    const dot = name.indexOf('.');
    const value = dot < 0 ? scope.reference(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return resolveText(value, scope);
  });
}
