import crypto, { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import {
  challengeOf,
  claimSignature,
  freshSecret,
  integerOf,
  nativePower,
  poolKey,
  verifierOf,
} from '../../lib/protocol/srp/index.ts';
import { median } from './median.ts';
import { PASSWORD, type PasswordVerifier, POOL_NAME, type SentProof, srpClients, USER } from './srp-clients.ts';

const native = nativePower(crypto);
const credentials = { poolName: POOL_NAME, userId: USER, password: PASSWORD };

/** The pool's half of a sign-in, and whether what a client sent proves the password. */
async function passwordVerifier(): Promise<{
  readonly asked: PasswordVerifier;
  proves(sent: SentProof): Promise<boolean>;
}> {
  const salt = integerOf(randomBytes(16).toString('hex'));
  const verifier = await verifierOf(credentials, salt, native);
  const secret = freshSecret();
  const SECRET_BLOCK = randomBytes(1000).toString('base64');
  const SRP_B = challengeOf(secret, verifier, native).toString(16);
  return {
    asked: { SALT: salt.toString(16), SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP: USER },
    async proves({ SRP_A, TIMESTAMP, PASSWORD_CLAIM_SIGNATURE }) {
      const key = await poolKey(secret, verifier, integerOf(SRP_A), native);
      return PASSWORD_CLAIM_SIGNATURE === (await claimSignature(key, credentials, SECRET_BLOCK, TIMESTAMP));
    },
  };
}

/**
 * Median milliseconds that each client computes to prove a password: its public key, then the claim. In turns, so that the
 * machine's noise hits all alike; every proof is checked.
 */
export async function srp(turns = 21): Promise<{ client: string; ms: number; timesNative: number }[]> {
  const clients = Object.entries(await srpClients());
  const times = new Map(clients.map(([client]) => [client, [] as number[]]));
  for (let turn = -2; turn < turns; turn++) {
    for (const [client, prove] of clients) {
      const { asked, proves } = await passwordVerifier();
      const begun = performance.now();
      const sent = await prove(asked);
      const took = performance.now() - begun;
      if (!(await proves(sent))) throw new Error(`${client} proves nothing`);
      // The first two turns warm up.
      if (turn >= 0) times.get(client)?.push(took);
    }
  }
  const base = median([...times.values()][0] ?? []);
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  return [...times].map(([client, list]) => {
    const ms = median(list);
    return { client, ms: rounded(ms), timesNative: rounded(ms / base) };
  });
}
