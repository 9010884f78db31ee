import { vi } from 'vitest';

/** Waits until a check passes: long enough for a machine that does other things too. */
export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000, interval: 20 });
