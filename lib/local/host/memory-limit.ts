import { readFileSync } from 'node:fs';

const PAGE = 4096;
const MEGABYTE = 1024 * 1024;
/** What Node itself takes. Lambda counts it; here V8's heap limit, which says more, shall be reached first. */
const OWN_MEGABYTES = 64;

/**
 * Whether a process holds more memory than its function may. The heap limit doesn't count buffers: a handler that fills
 * them would take the machine with it.
 */
export function exceedsMemory(processId: number, memorySize: number): boolean {
  const megabytes = heldMegabytes(processId);
  return megabytes !== undefined && megabytes > memorySize + OWN_MEGABYTES;
}

/** What a process holds that it shares with none. `undefined` where the system doesn't tell: it does on Linux. */
function heldMegabytes(processId: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, resident, shared] = readFileSync(`/proc/${processId}/statm`, 'utf8').split(' ').map(Number);
    return resident === undefined || shared === undefined ? undefined : ((resident - shared) * PAGE) / MEGABYTE;
  } catch {
    return undefined; // it has ended
  }
}
