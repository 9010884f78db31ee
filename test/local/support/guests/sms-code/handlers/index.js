const { randomInt } = require('node:crypto');
const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns');

const sns = new SNSClient({});

exports.create = async (event) => {
  const { challengeName, session, userAttributes } = event.request;
  if (challengeName !== 'CUSTOM_CHALLENGE') return event;
  let code;
  if (session.length === 0) {
    code = String(randomInt(100_000, 1_000_000));
    await sns.send(
      new PublishCommand({
        PhoneNumber: userAttributes.phone_number,
        Message: `${code} is your code for Rides.`,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
          'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: process.env.SENDER_ID },
        },
      }),
    );
  } else {
    code = session[session.length - 1].challengeMetadata.replace('CODE-', '');
  }
  event.response.publicChallengeParameters = { phone: `***${userAttributes.phone_number.slice(-4)}` };
  event.response.privateChallengeParameters = { code };
  event.response.challengeMetadata = `CODE-${code}`;
  return event;
};

exports.verify = async (event) => {
  event.response.answerCorrect = event.request.challengeAnswer === event.request.privateChallengeParameters.code;
  return event;
};
