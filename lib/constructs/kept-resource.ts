import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * The policy of what outlives its stack with its data, but not a first deploy that failed: it is empty then, and each try
 * would leave one behind.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export const keptOnceMade = (policy: RemovalPolicy): RemovalPolicy =>
  policy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : policy;
