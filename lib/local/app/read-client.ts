import type { LocalClientDefinition } from '../model.ts';
import { booleanOf, textOf } from '../settings/json-values.ts';
import { readClientSettings } from '../settings/read-client-settings.ts';
import type { Identity } from './identity.ts';
import { attributeOfResource, referenceToResource } from './resource-values.ts';
import type { StackResource } from './stack.ts';

/** An app client of the template. */
export function readClient(resource: StackResource, identity: Identity): LocalClientDefinition {
  const clientId = String(referenceToResource(resource, identity));
  const path = textOf(resource.metadata['aws:cdk:path']);
  return {
    logicalId: resource.logicalId,
    ...(path !== undefined && { constructPath: path.replace(/\/Resource$/, '') }),
    clientId,
    clientName: String(attributeOfResource(resource, 'Name', identity)),
    ...(booleanOf(resource.property('GenerateSecret')) && { clientSecret: identity.clientSecret(clientId) }),
    ...readClientSettings((name) => resource.property(name)),
  };
}
