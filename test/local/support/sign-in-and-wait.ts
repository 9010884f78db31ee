// A process of its own that signs Alice in and then waits to be killed. It prints what the next process must still know.
import { InitiateAuthCommand, RespondToAuthChallengeCommand } from '@aws-sdk/client-cognito-identity-provider';
import { signIn } from '../../../lambdas/sign-in.ts';
import { startLocalPool } from '../../../lib/local/index.ts';
import { handlersOf, logInto } from '../../../lib/testing/flow-handlers.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { simulatedFetch } from '../../../lib/testing/simulated-fetch.ts';
import { ARNS, exampleApp, exampleClient } from './example-app.ts';
import { inProcessHost } from './in-process-host.ts';
import { environment, sdkFor } from './pool-parts.ts';

const outbox = new Outbox();
const { define, create, verify } = handlersOf(signIn, {
  environment,
  fetch: simulatedFetch(outbox),
  log: logInto([]),
});
const local = await startLocalPool({
  app: exampleApp(),
  host: inProcessHost({ [ARNS.define]: define, [ARNS.create]: create, [ARNS.verify]: verify }),
  storage: { folder: process.argv[2] as string },
  port: 0,
  seed: [{ username: 'alice@example.com' }],
});
const sdk = sdkFor(local.endpoint);
const { clientId: ClientId } = exampleClient();
const begin = () =>
  sdk.send(
    new InitiateAuthCommand({ AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters: { USERNAME: 'alice@example.com' } }),
  );
const { Session, ChallengeParameters } = await begin();
const USERNAME = ChallengeParameters?.USERNAME as string;
const { AuthenticationResult } = await sdk.send(
  new RespondToAuthChallengeCommand({
    ...{ ClientId, Session, ChallengeName: 'CUSTOM_CHALLENGE' },
    ChallengeResponses: { USERNAME, ANSWER: outbox.lastCode() },
  }),
);
const waiting = await begin();
process.stdout.write(
  `${JSON.stringify({
    ...{ userName: USERNAME, tokens: AuthenticationResult, session: waiting.Session, code: outbox.lastCode() },
    jwks: await (await fetch(local.config().jwks as string)).json(),
  })}\n`,
);
