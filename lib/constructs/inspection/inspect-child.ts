/** What a process of its own runs to look into a bundle. It reports on file descriptor 3: bundles may print. */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { installPurityGuard } from '../../flow/proof/purity.ts';
import { keepMadeHandlers } from '../../protocol/made-handlers.ts';
import { recordEnvironmentReads } from './environment-reads.ts';
import { reportModule } from './report-module.ts';

// A bundle has no business with these.
const [entry = '', shown = '{}'] = process.argv.splice(2);
Object.assign(process.env, JSON.parse(shown));

// Before the bundle: what it keeps of the environment and the clock at load must be the guarded ones.
const environmentReads = recordEnvironmentReads();
installPurityGuard();
const made = keepMadeHandlers();

function report(result: object): never {
  writeFileSync(3, JSON.stringify(result));
  // Timers and sockets that the bundle opened would keep this process alive.
  process.exit(0);
}

try {
  const loaded: Record<string, unknown> = await import(pathToFileURL(entry).href);
  const reported = await reportModule(loaded, made);
  // The flow itself may read none, so all that were read by now were read by the module, at once or a little later.
  report({ ...reported, reads: environmentReads() });
} catch (error) {
  report({ thrown: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
