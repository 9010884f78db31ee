import { CfnElement, CfnResource, Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { AppClient } from '../bypass/settings.ts';
import { renderedResources } from './rendered-properties.ts';
import { isOfAnotherPool, REFERENCES } from './which-pool.ts';

const CLIENT = 'AWS::Cognito::UserPoolClient';

/** An app client of the pool, and what makes it. */
export interface ClientOfPool extends AppClient {
  readonly element: CfnElement;
}

/**
 * The pool's app clients, wherever in the app they are made, as their templates will have them. A client that can't be
 * tied to another pool counts as this one's.
 */
export const clientsOf = (userPool: UserPool): readonly ClientOfPool[] =>
  userPool.node.root.node
    .findAll()
    .filter((construct) => CfnElement.isCfnElement(construct))
    .filter(mayBeClient)
    .flatMap((element) => clientsIn(element, userPool));

function clientsIn(element: CfnElement, userPool: UserPool): readonly ClientOfPool[] {
  const identities = new Map(
    renderedResources(element, REFERENCES).map(({ logicalId, properties }) => [logicalId, properties.UserPoolId]),
  );
  return renderedResources(element)
    .filter(({ type }) => type === CLIENT)
    .filter(({ logicalId }) => !isOfAnotherPool(identities.get(logicalId), Stack.of(element), userPool))
    .map(({ logicalId, properties: settings }): ClientOfPool => {
      const { node } = element;
      if (!CfnResource.isCfnResource(element)) {
        return { element, name: `${node.path}/${logicalId}`, settings, wording: 'cloudformation' };
      }
      // People know the L2 construct's path, not its child's.
      return node.id === 'Resource' && node.scope
        ? { element, name: node.scope.node.path, settings, wording: 'cdk' }
        : { element, name: node.path, settings, wording: 'cloudformation' };
    });
}

/** What an override of the resource's type is kept in; it isn't in CDK's types. */
interface Overridden {
  readonly rawOverrides?: { readonly Type?: unknown };
}

/** Spares the app's other resources their rendering. An element that is no resource may be a template, included as it is. */
function mayBeClient(element: CfnElement): boolean {
  if (!CfnResource.isCfnResource(element)) return 'template' in element;
  const { rawOverrides } = element as unknown as Overridden;
  return element.cfnResourceType === CLIENT || rawOverrides?.Type !== undefined;
}
