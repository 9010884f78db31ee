import {
  CfnElement,
  CfnResource,
  DefaultTokenResolver,
  type IFragmentConcatenator,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
} from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { IConstruct } from 'constructs';
import { isRecord } from '../protocol/is-record.ts';
import { resourceOf } from './rendered-properties.ts';

const POOL = 'AWS::Cognito::UserPool';

/** In place of a reference: what it refers to, by its path in the construct tree. */
const TARGET = 'Fn::Countersign::Target';

const CONCATENATOR: IFragmentConcatenator = {
  join: (left: unknown, right: unknown): unknown => ({ 'Fn::Join': ['', [left ?? '', right ?? '']] }),
};

/**
 * Resolves references to what they refer to. CDK's own way makes an import or a parameter of one that leads to another
 * stack, and then nothing tells what is behind it.
 */
class ReferenceResolver extends DefaultTokenResolver {
  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const target = Reference.isReference(token) ? token.target : undefined;
    if (target && CfnElement.isCfnElement(target)) return { [TARGET]: target.node.path };
    return super.resolveToken(token, context, postProcessor);
  }
}

/** What a client's `UserPoolId` is rendered with, for {@link isOfAnotherPool}. */
export const REFERENCES = new ReferenceResolver(CONCATENATOR);

/** Whether a value, as {@link REFERENCES} renders it, is a reference to a resource and nothing else. */
export const isReferenceTo = (value: unknown, resource: IConstruct): boolean =>
  isRecord(value) && value[TARGET] === resource.node.path;

/** Whether a value, as {@link REFERENCES} renders it, has a reference to a resource in it. */
export const refersTo = (value: unknown, resource: IConstruct): boolean =>
  Array.isArray(value)
    ? value.some((part) => refersTo(part, resource))
    : isReferenceTo(value, resource) || (isRecord(value) && refersTo(Object.values(value), resource));

/** What a part of an id says of the pool: another one, nothing, or what only the deployment knows. */
type Says = 'another' | 'nothing' | 'unknown';

/**
 * Whether an id, as {@link REFERENCES} renders it, can only be another pool's: a literal one, which this pool's isn't, or
 * one made of references to other pools of the app and nothing else.
 */
export function isOfAnotherPool(id: unknown, stack: Stack, userPool: UserPool): boolean {
  if (typeof id === 'string') return !isDynamic(id);
  return saysOf(id) === 'another';

  function saysOf(part: unknown): Says {
    if (typeof part === 'string') return isDynamic(part) ? 'unknown' : 'nothing';
    if (typeof part === 'number') return 'nothing';
    if (Array.isArray(part)) return together(part.map(saysOf));
    if (!isRecord(part)) return 'unknown';
    const [[name, value] = ['', undefined], ...others] = Object.entries(part);
    if (others.length > 0) return 'unknown';
    switch (name) {
      case TARGET:
        return saysReference(findByPath(userPool.node.root, String(value)));
      case 'Ref':
        // The account, the partition, the Region: no pool.
        return String(value).startsWith('AWS::') ? 'nothing' : saysReference(named(value));
      case 'Fn::GetAtt':
        return saysReference(named(Array.isArray(value) ? value[0] : String(value).split('.')[0]));
      case 'Fn::Sub':
        if (Array.isArray(value)) return 'unknown';
        return typeof value === 'string' ? together(substituted(value).map(saysOf)) : saysOf(value);
      case 'Fn::If':
        return Array.isArray(value) ? together(value.slice(1).map(saysOf)) : 'unknown';
      case 'Fn::Join':
      case 'Fn::Select':
      case 'Fn::Split':
        return saysOf(value);
      default:
        return 'unknown';
    }
  }

  function saysReference(target: IConstruct | undefined): Says {
    if (!target || target === resourceOf(userPool)) return 'unknown';
    return CfnResource.isCfnResource(target) && target.cfnResourceType === POOL ? 'another' : 'unknown';
  }

  function named(logicalId: unknown): IConstruct | undefined {
    return stack.node
      .findAll()
      .filter((construct) => CfnElement.isCfnElement(construct))
      .find((element) => Stack.of(element) === stack && stack.resolve(element.logicalId) === logicalId);
  }
}

/** `{{resolve:ssm:…}}` and its like. */
const isDynamic = (text: string): boolean => text.includes('{{resolve:');

const findByPath = (root: IConstruct, path: string): IConstruct | undefined =>
  path.split('/').reduce<IConstruct | undefined>((scope, id) => scope?.node.tryFindChild(id), root);

const substituted = (text: string): readonly unknown[] => [
  text.replaceAll(/\$\{[^}]*\}/g, ''),
  ...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => referenceTo(name)),
];

const referenceTo = (name = ''): unknown => {
  const [logicalId, ...attribute] = name.split('.');
  return attribute.length > 0 ? { 'Fn::GetAtt': [logicalId, attribute.join('.')] } : { Ref: logicalId };
};

const together = (parts: readonly Says[]): Says => {
  if (parts.includes('unknown')) return 'unknown';
  return parts.includes('another') ? 'another' : 'nothing';
};
