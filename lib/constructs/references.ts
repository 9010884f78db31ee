import {
  CfnElement,
  DefaultTokenResolver,
  type IFragmentConcatenator,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Stack,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isRecord } from '../protocol/is-record.ts';

/** In place of a reference: what it refers to, by its path in the construct tree. */
export const TARGET = 'Fn::Countersign::Target';

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

/** What resources are rendered with, to see what they refer to: `isOfAnotherPool` and {@link targetsOf} read that. */
export const REFERENCES = new ReferenceResolver(CONCATENATOR);

/** Whether a value, as {@link REFERENCES} renders it, is a reference to a resource and nothing else. */
export const isReferenceTo = (value: unknown, resource: IConstruct): boolean =>
  isRecord(value) && value[TARGET] === resource.node.path;

/**
 * What a part of a value refers to, as {@link REFERENCES} renders it: by a reference of CDK's, or by one that is written out.
 *
 * @param part one intrinsic function: its name, and what it is given
 * @param stack where the value stands
 */
export function targetOf([name, value]: readonly [string, unknown], stack: Stack): IConstruct | undefined {
  if (name === TARGET) return findByPath(stack.node.root, String(value));
  if (name === 'Ref') return named(value, stack);
  if (name !== 'Fn::GetAtt') return undefined;
  return named(Array.isArray(value) ? value[0] : String(value).split('.')[0], stack);
}

/** All that a value refers to somewhere in it, as {@link REFERENCES} renders it. */
export function targetsOf(value: unknown, stack: Stack): readonly IConstruct[] {
  if (Array.isArray(value)) return value.flatMap((part) => targetsOf(part, stack));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, given]): readonly IConstruct[] => {
    const target = targetOf([name, given], stack);
    if (target) return [target];
    const [text] = Array.isArray(given) ? given : [given];
    const inText = name === 'Fn::Sub' && typeof text === 'string' ? targetsOf(substituted(text), stack) : [];
    return [...inText, ...targetsOf(given, stack)];
  });
}

/** The parts of a text for `Fn::Sub`: what it is without its variables, and a reference for each of them. */
export const substituted = (text: string): readonly unknown[] => [
  text.replaceAll(/\$\{[^}]*\}/g, ''),
  ...[...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => referenceTo(name)),
];

const referenceTo = (name = ''): unknown => {
  const [logicalId, ...attribute] = name.split('.');
  return attribute.length > 0 ? { 'Fn::GetAtt': [logicalId, attribute.join('.')] } : { Ref: logicalId };
};

const findByPath = (root: IConstruct, path: string): IConstruct | undefined =>
  path.split('/').reduce<IConstruct | undefined>((scope, id) => scope?.node.tryFindChild(id), root);

const named = (logicalId: unknown, stack: Stack): IConstruct | undefined =>
  stack.node
    .findAll()
    .filter((construct) => CfnElement.isCfnElement(construct))
    .find((element) => Stack.of(element) === stack && stack.resolve(element.logicalId) === logicalId);
