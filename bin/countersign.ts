#!/usr/bin/env node
import { main } from '../lib/command-line/main.ts';
import { processTerminal } from '../lib/command-line/terminal.ts';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await main(process.argv.slice(2), processTerminal());
