import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TextMap } from '../protocol/text-map.ts';
import { unlockedIn } from '../protocol/unlocked-challenges.ts';
import { UnlockError } from './errors.ts';
import { type FunctionHost, type FunctionLog, startFunctionHost } from './host/index.ts';
import type { LocalFunction, LocalPoolDefinition } from './model.ts';

/**
 * Forgets a user's wrong answers, as the function does that `ledger: { unlock: true }` deploys.
 *
 * @param userName as triggers get it: no alias
 * @returns the names of the challenges at which they are forgotten
 * @throws UnlockError
 */
export type Unlock = (pool: LocalPoolDefinition, userName: string) => Promise<readonly string[]>;

/** What unlocking needs of what runs. */
export interface UnlockerOptions {
  /** The app's functions, as they are now. */
  readonly functions: () => readonly LocalFunction[];
  /** By which they find the stand-ins. */
  readonly environment: TextMap;
  /** Whether they may call this machine alone. @default false */
  readonly offline?: boolean;
  /** The clock that it sees. @default Date.now */
  readonly now?: () => number;
  /** Called for each line that is printed. @default - it goes to the standard error output */
  readonly onLog?: ((log: FunctionLog) => void) | undefined;
}

/** Unlocks until it is closed. */
export interface Unlocker {
  readonly unlock: Unlock;
  /** Ends what is under way. */
  close(): Promise<void>;
}

const TRIGGER = 'VerifyAuthChallengeResponse';

/**
 * Makes what unlocks users, whether the app deploys a function for it or not: each time a function of its own, made of the flow
 * that the bundle of VerifyAuthChallengeResponse carries, in that function's environment.
 */
export function unlocker({
  functions,
  environment,
  offline = false,
  now = Date.now,
  onLog,
}: UnlockerOptions): Unlocker {
  const running = new Set<FunctionHost>();

  async function invoke(unlock: LocalFunction, payload: string): Promise<unknown> {
    const host = startFunctionHost({
      functions: [unlock],
      ...{ environment, offline, now, limits: { tries: 1 } },
      ...(onLog && { onLog }),
    });
    running.add(host);
    try {
      const invocation = await host.invoke(unlock.functionArn, payload);
      if (invocation.kind === 'answered') return JSON.parse(invocation.payload ?? 'null');
      throw new UnlockError(invocation.kind === 'failed' ? invocation.errorMessage : 'it took longer than 5 seconds');
    } finally {
      running.delete(host);
      await host.close();
    }
  }

  return {
    async unlock({ logicalId, userPoolId, lambdaConfig }, userName) {
      const verify = functions().find(({ functionArn }) => functionArn === lambdaConfig[TRIGGER]);
      if (!verify) throw new UnlockError(`the user pool ${logicalId} has no function for ${TRIGGER} that runs here`);
      const codeFolder = mkdtempSync(join(tmpdir(), 'countersign-unlock-'));
      try {
        writeFileSync(join(codeFolder, 'index.mjs'), moduleFor(verify));
        const functionArn = verify.functionArn.replace(/[^:]+$/, 'unlock');
        const answer = await invoke(
          {
            ...verify,
            ...{ logicalId: 'Unlock', functionName: 'unlock', functionArn, codeFolder, handler: 'index.handler' },
          },
          JSON.stringify({ userPoolId, userName }),
        );
        return unlockedIn(answer) ?? [];
      } finally {
        rmSync(codeFolder, { recursive: true, force: true, maxRetries: 3 });
      }
    },
    async close() {
      await Promise.all([...running].map((host) => host.close()));
    },
  };
}

/** This package's own. */
const UNLOCK_MODULE = new URL(
  import.meta.url.endsWith('.ts') ? '../triggers/unlock-handler.ts' : '../triggers/unlock-handler.js',
  import.meta.url,
).href;

function moduleFor({ codeFolder, handler, functionName }: LocalFunction): string {
  const [file = '', name = ''] = basename(handler).split('.');
  const stem = join(codeFolder, dirname(handler), file);
  const path = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((each) => existsSync(each));
  const noFlow = `${functionName} carries no flow: its handler isn't made by verifyAuthChallengeResponseHandler`;
  return `import * as bundle from ${JSON.stringify(pathToFileURL(path ?? `${stem}.mjs`).href)};
import { unlockHandler } from ${JSON.stringify(UNLOCK_MODULE)};
const flow = (bundle[${JSON.stringify(name)}] ?? bundle.default?.[${JSON.stringify(name)}])?.flow;
const refuse = async () => { throw new Error(${JSON.stringify(noFlow)}); };
export const handler = flow?.challenges ? unlockHandler(flow) : refuse;
`;
}
