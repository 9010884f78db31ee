export const handler = async (event) => {
  const { clientMetadata, validationData } = event.request;
  if (validationData?.terms !== 'accepted') throw new Error('Accept the terms first');
  if (!clientMetadata?.passkey) throw new Error('Make a passkey first');
  event.response.autoConfirmUser = true;
  return event;
};
