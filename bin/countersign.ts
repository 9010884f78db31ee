#!/usr/bin/env node
/** The command line. Its parts are imported once it is known that this Node can. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

// From there on Node has SQLite.
if (major > 22 || (major === 22 && minor >= 13)) {
  const { main } = await import('../lib/command-line/main.ts');
  const { processTerminal } = await import('../lib/command-line/terminal.ts');
  process.exitCode = await main(process.argv.slice(2), processTerminal());
} else {
  console.error(
    `countersign: Node ${process.version} is too old: 22.13 or newer is needed. A project may bring its own: npm i -D node@24`,
  );
  process.exitCode = 1;
}
