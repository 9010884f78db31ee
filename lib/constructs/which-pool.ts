import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { IConstruct } from 'constructs';
import { isRecord } from '../protocol/is-record.ts';
import { substituted, TARGET, targetOf } from './references.ts';
import { renderedResources, resourceOf } from './rendered-properties.ts';

const POOL = 'AWS::Cognito::UserPool';

/** What a part of an id says of the pool: another one, nothing, or what only the deployment knows. */
type Says = 'another' | 'nothing' | 'unknown';

/**
 * Whether an id, as `REFERENCES` renders it, can only be another pool's: a literal one, which this pool's isn't, or one made
 * of references to other pools of the app and nothing else.
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
      case 'Fn::GetAtt':
        return saysReference(targetOf([name, value], stack));
      case 'Ref':
        // The account, the partition, the Region: no pool.
        return String(value).startsWith('AWS::') ? 'nothing' : saysReference(targetOf([name, value], stack));
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
    return CfnResource.isCfnResource(target) && renderedResources(target)[0]?.type === POOL ? 'another' : 'unknown';
  }
}

/** `{{resolve:ssm:…}}` and its like. */
const isDynamic = (text: string): boolean => text.includes('{{resolve:');

const together = (parts: readonly Says[]): Says => {
  if (parts.includes('unknown')) return 'unknown';
  return parts.includes('another') ? 'another' : 'nothing';
};
