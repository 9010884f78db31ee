import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { project } from './run-command.ts';

/**
 * Starts a registry of empty packages on this machine, and gives the environment in which npm knows no other.
 *
 * @param versions of each package that it has
 */
export async function startRegistry(versions: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const tarballs = new Map<string, Buffer>(
    Object.entries(versions).map(([name, version]) => [`/${name}.tgz`, packEmpty(name, version)] as const),
  );
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const name = path.slice(1);
    const version = versions[name];
    if (version !== undefined) {
      const dist = { tarball: `http://${request.headers.host}/${name}.tgz` };
      const found = { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    } else if (tarballs.has(path)) response.end(tarballs.get(path));
    else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const home = project({});
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    npm_config_cache: join(home, 'cache'),
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
  };
}

function packEmpty(name: string, version: string): Buffer {
  const folder = project({ 'package.json': JSON.stringify({ name, version }) });
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
  );
  return readFileSync(join(folder, packed.filename));
}
