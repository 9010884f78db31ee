import http from 'node:http';
import { performance } from 'node:perf_hooks';

/** One endpoint under load: a keep-alive connection for each of those at once, as real back ends have. */
export interface Target {
  /** Makes one whole sign-in; throws if it doesn't end in tokens. */
  signIn(call: Call, index: number): Promise<void>;
  readonly endpoint: string;
}

/** Sends one operation of Cognito's wire protocol. */
export type Call = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** What a run of sign-ins came to. */
export interface Throughput {
  readonly signInsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

/** Sends a request and reads the whole answer. */
export function request(url: string, body?: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = http.request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A caller of Cognito's wire protocol at an endpoint. */
export const callerOf =
  (endpoint: string): Call =>
  async (operation, input) =>
    JSON.parse(
      await request(`${endpoint}/`, JSON.stringify(input), {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        // Cognito's administrative operations are signed; neither pool checks the signature.
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/cognito-idp/aws4_request',
      }),
    );

/** Runs `count` sign-ins, `atOnce` of them at any time. Milliseconds. */
export async function measure({ endpoint, signIn }: Target, count: number, atOnce: number): Promise<Throughput> {
  const call = callerOf(endpoint);
  const times: number[] = [];
  let next = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        const index = next++;
        const started = performance.now();
        await signIn(call, index);
        times.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  const percentile = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { signInsPerSecond: count / seconds, p50: percentile(0.5), p99: percentile(0.99) };
}
