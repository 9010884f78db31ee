import { afterAll, beforeAll, vi } from 'vitest';

/** How much shorter each `AbortSignal.timeout` is: the 800 ms of a try are 20. */
const SHORTER = 40;

/** In a file's tests, requests are given up sooner; what is asked for stays as it is. */
export function shortTimeouts(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  beforeAll(() => {
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => timeout(Math.ceil(milliseconds / SHORTER)));
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });
}
