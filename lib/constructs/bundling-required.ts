import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Whether the CDK needs bundles of one of these constructs' stacks: it doesn't in `cdk ls`, `cdk destroy` and the
 * deployment of other stacks alone. A nested stack is deployed with those around it, which alone are named to the CDK.
 */
export const bundlingRequired = (...constructs: readonly IConstruct[]): boolean =>
  constructs.some((construct) => stacksAround(Stack.of(construct)).some((stack) => stack.bundlingRequired));

const stacksAround = (stack: Stack): readonly Stack[] => [
  stack,
  ...(stack.nestedStackParent ? stacksAround(stack.nestedStackParent) : []),
];
