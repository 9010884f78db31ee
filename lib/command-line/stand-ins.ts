import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Outbox, sesStandIn } from '../testing/index.ts';

/** What handlers call instead of AWS. */
export interface StandIns {
  /** Leads a function's calls here. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts the stand-ins of the services that handlers call, on any free port of this machine. */
export async function startStandIns(outbox: Outbox): Promise<StandIns> {
  const server = createServer(getRequestListener(sesStandIn(outbox)));
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    environment: { AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${port}` },
    close: () => {
      const closed = new Promise<void>((ended) => server.close(() => ended()));
      server.closeAllConnections();
      return closed;
    },
  };
}
