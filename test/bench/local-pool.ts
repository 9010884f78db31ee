import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { type Call, callerOf, request, type Target } from './load-generator.ts';

/** The local pool that runs, and how long it took to be ready. */
export interface RunningPool extends Target {
  readonly secondsToReady: number;
  readonly clientId: string;
  stop(): Promise<void>;
}

/** How the bench's users answer a challenge. */
export interface Sender {
  /** The CDK app; the project's own where none is named. */
  readonly app?: string;
  answer(username: string, endpoint: string): string | Promise<string>;
}

const root = join(import.meta.dirname, '../..');
/** As many users as take turns. */
export const USERS = 50;
export const usernameOf = (index: number): string => `user-${index % USERS}@example.com`;

/** The example: a code by e-mail, read from the outbox. */
export const byEmail: Sender = {
  async answer(username, endpoint) {
    const query = new URLSearchParams({ to: username, since: String(Date.now() - 2000) });
    const [message] = JSON.parse(await request(`${endpoint}/_local/messages?${query}`));
    return message.code;
  },
};

/** A challenge that sends nothing: the pool and the triggers alone. */
export const byEcho: Sender = { app: 'node test/bench/app/app.ts', answer: (username) => username };

/** Starts the local pool as `npm start` does, on any free port, and adds users. */
export async function startPool({ app, answer }: Sender): Promise<RunningPool> {
  const begun = performance.now();
  const options = ['local', '--memory', '--port', '0', '--no-watch', ...(app ? ['--app', app] : [])];
  const child = spawn(process.execPath, [join(root, 'bin/countersign.ts'), ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = await firstMatch(child.stdout, /Endpoint\s+(http:\S+)/);
  const secondsToReady = (performance.now() - begun) / 1000;
  const config = JSON.parse(await request(`${endpoint}/_local/config`));
  const [{ clientId: ClientId }] = config.clients;
  await addUsers(callerOf(endpoint), config.userPoolId);
  return {
    endpoint,
    secondsToReady,
    clientId: ClientId,
    async signIn(call, index) {
      const username = usernameOf(index);
      const AuthParameters = { USERNAME: username };
      const asked = await call('InitiateAuth', { AuthFlow: 'CUSTOM_AUTH', ClientId, AuthParameters });
      const { USERNAME } = asked.ChallengeParameters as Record<string, string>;
      const answered = await call('RespondToAuthChallenge', {
        ChallengeName: 'CUSTOM_CHALLENGE',
        ClientId,
        Session: asked.Session,
        ChallengeResponses: { USERNAME, ANSWER: await answer(username, endpoint) },
      });
      if (!answered.AuthenticationResult) throw new Error(`no tokens: ${JSON.stringify(answered)}`);
    },
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

async function addUsers(call: Call, UserPoolId: string): Promise<void> {
  for (let user = 0; user < USERS; user++) {
    const Username = usernameOf(user);
    const UserAttributes = [
      { Name: 'email', Value: Username },
      { Name: 'email_verified', Value: 'true' },
    ];
    await call('AdminCreateUser', { UserPoolId, Username, UserAttributes, MessageAction: 'SUPPRESS' });
  }
}

/** The first match in a stream of lines; the rest is read and dropped. */
function firstMatch(stream: NodeJS.ReadableStream, pattern: RegExp): Promise<string> {
  const lines = createInterface({ input: stream });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const found = pattern.exec(line)?.[1];
      if (found) resolve(found);
    });
    lines.on('close', () => reject(new Error('the local pool ended before it was ready')));
  });
}
