import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleText } from '../../constructs/bundle.ts';
import type { LoadedHandler } from '../../constructs/trigger-handlers.ts';

/** This package's own. */
const DELIVER_MODULE = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? '../../triggers/deliver-message.ts' : '../../triggers/deliver-message.js',
    import.meta.url,
  ),
);

/**
 * Bundles the handler that delivers messages, of the flow that Create's handler carries: so there is no other flow to take.
 *
 * @returns the folder that runs
 * @throws CompileError
 */
export function bundleDeliver({ path, moduleExporting, bundle }: LoadedHandler): string {
  const text = [
    moduleExporting('create'),
    `import { deliverMessageHandler } from ${JSON.stringify(DELIVER_MODULE)};`,
    'export const handler = deliverMessageHandler(create.flow);',
  ].join('\n');
  return bundleText(text, join(dirname(path), 'deliver-message.js'), dirname(bundle.folder)).folder;
}
