import { type CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { AppClient } from '../bypass/settings.ts';
import { resourcesOfApp } from './resources-of-app.ts';
import { isOfAnotherPool } from './which-pool.ts';

/** An app client of the pool, and what makes it. */
export interface ClientOfPool extends AppClient {
  readonly element: CfnElement;
}

/**
 * The pool's app clients, wherever in the app they are made, as their templates will have them. A client that can't be
 * tied to another pool counts as this one's.
 */
export const clientsOf = (userPool: UserPool): readonly ClientOfPool[] =>
  resourcesOfApp(userPool, (type) => type === 'AWS::Cognito::UserPoolClient')
    .filter(({ element, references }) => !isOfAnotherPool(references.UserPoolId, Stack.of(element), userPool))
    .map(({ element, path: name, properties: settings }) => {
      const byConstruct = CfnResource.isCfnResource(element) && element.node.id === 'Resource';
      return { element, name, settings, wording: byConstruct ? 'cdk' : 'cloudformation' };
    });
