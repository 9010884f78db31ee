import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { DYNAMODB } from '../../../lib/aws/call-json.ts';
import { dynamoStore } from '../../../lib/ledger/dynamo-store.ts';
import { openKeptStore } from '../../../lib/local/kept-store.ts';
import { startStandInsOn } from '../../../lib/local/stand-ins/stand-ins-on-store.ts';
import { Outbox } from '../../../lib/testing/index.ts';
import { rawDatabase } from '../store/support.ts';
import { jsonCall } from './json-call.ts';
import { TABLE } from './readers.ts';

it('a database that is locked closes the ledger, says why on the terminal, and opens it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-faults-'));
  const kept = openKeptStore({ folder }, () => {});
  const functions = () => [{ environment: { COUNTERSIGN_LEDGER: TABLE } }];
  const standIns = await startStandInsOn(kept, { outbox: new Outbox(), functions });
  const other = rawDatabase(folder);
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(async () => {
    printed.mockRestore();
    other.close();
    await standIns.close();
    kept.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = dynamoStore(TABLE, (operation, input) => jsonCall(standIns.environment)(DYNAMODB, operation, input));
  const claim = { by: 'round-1', ttl: Math.floor(Date.now() / 1000) + 3600 };

  other.exec('BEGIN IMMEDIATE');
  await expect(store.claim('uCode', claim)).rejects.toMatchObject({ code: 'ledger-unavailable' });
  expect(printed.mock.calls).toEqual([[expect.stringMatching(/^Another process holds the write lock of .*sqlite/)]]);
  expect(String(printed.mock.calls)).not.toContain('uCode');
  other.exec('ROLLBACK');
  expect(await store.claim('uCode', claim)).toBe(true);
});
