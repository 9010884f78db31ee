import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { request, type Target } from './load-generator.ts';

/** The local pool that runs, and how long it took to be ready. */
export interface RunningPool extends Target {
  readonly secondsToReady: number;
  readonly userPoolId: string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');

/** Starts the local pool as `npm start` does, on any free port, and adds users who sign in by e-mailed codes. */
export async function startPool(users: number): Promise<RunningPool> {
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [join(root, 'bin/countersign.ts'), 'local', '--memory', '--port', '0', '--no-watch'],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = await firstMatch(child.stdout, /Endpoint\s+(http:\S+)/);
  const secondsToReady = (performance.now() - begun) / 1000;
  const config = JSON.parse(await request(`${endpoint}/_local/config`));
  const [{ clientId }] = config.clients;
  return {
    endpoint,
    secondsToReady,
    userPoolId: config.userPoolId,
    async signIn(call, index) {
      const username = `user-${index % users}@example.com`;
      const asked = await call('InitiateAuth', {
        AuthFlow: 'CUSTOM_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: username },
      });
      const [message] = JSON.parse(await request(`${endpoint}/_local/messages?to=${encodeURIComponent(username)}`));
      const { USERNAME } = asked.ChallengeParameters as Record<string, string>;
      const answer = await call('RespondToAuthChallenge', {
        ChallengeName: 'CUSTOM_CHALLENGE',
        ClientId: clientId,
        Session: asked.Session,
        ChallengeResponses: { USERNAME, ANSWER: message.code },
      });
      if (!answer.AuthenticationResult) throw new Error(`no tokens: ${JSON.stringify(answer)}`);
    },
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
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
