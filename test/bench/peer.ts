import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { callerOf, type Target } from './load-generator.ts';

/** The peer's version that the figures are compared with. */
export const PEER = 'cognito-local@5.3.0';

/** A peer that runs, and how to end it. */
export interface RunningPeer extends Target {
  stop(): void;
}

/** Installs the peer once, outside the project's own dependencies. */
function install(): string {
  const folder = join(tmpdir(), 'countersign-bench', PEER);
  const entry = join(folder, 'node_modules/cognito-local/lib/bin/start.js');
  if (!existsSync(entry)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', PEER], { cwd: folder });
  }
  return entry;
}

/** Starts cognito-local on a fresh folder with one user who signs in by password: it has no custom sign-in. */
export async function startPeer(): Promise<RunningPeer> {
  const port = 9400 + (process.pid % 500);
  const child: ChildProcess = spawn(process.execPath, [install()], {
    cwd: mkdtempSync(join(tmpdir(), 'countersign-peer-')),
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: 'ignore',
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const call = callerOf(endpoint);
  const pool = await untilReady(() => call('CreateUserPool', { PoolName: 'bench' }));
  const { Id: UserPoolId } = pool.UserPool as { Id: string };
  const made = await call('CreateUserPoolClient', { UserPoolId, ClientName: 'bench' });
  const { ClientId } = made.UserPoolClient as { ClientId: string };
  const Username = 'alice@example.com';
  await call('AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS' });
  await call('AdminSetUserPassword', { UserPoolId, Username, Password: 'Correct-Horse-9', Permanent: true });
  return {
    endpoint,
    async signIn(call) {
      const answer = await call('InitiateAuth', {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId,
        AuthParameters: { USERNAME: Username, PASSWORD: 'Correct-Horse-9' },
      });
      if (!answer.AuthenticationResult) throw new Error(`no tokens: ${JSON.stringify(answer)}`);
    },
    stop: () => child.kill('SIGKILL'),
  };
}

async function untilReady<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
  }
}
