export const handler = async (event) => {
  if (!event.request.clientMetadata?.passkey) throw new Error('Make a passkey first');
  event.response.autoConfirmUser = true;
  return event;
};
