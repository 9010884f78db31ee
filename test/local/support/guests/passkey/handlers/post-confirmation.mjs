import { keep } from './credentials.mjs';

/** Keeps the passkey that the page made before it signed up. */
export const handler = async (event) => {
  const { userAttributes, clientMetadata } = event.request;
  const { id, publicKey } = JSON.parse(clientMetadata.passkey);
  await keep({ userId: userAttributes.sub, credentialId: id, publicKey });
  return event;
};
