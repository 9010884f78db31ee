import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bootstrapArguments } from '../../../lib/local/host/bootstrap-arguments.ts';

const text = bootstrapArguments().at(-1) ?? '';

it('the bootstrap is one script: it takes built-in modules alone, each of them once', () => {
  const taken = [...text.matchAll(/getBuiltinModule\('(.*)'\);$/gm)].map(([, from]) => from as string);
  expect(taken.length).toBeGreaterThan(3);
  expect(taken.every((from) => from.startsWith('node:'))).toBe(true);
  expect(new Set(taken).size).toBe(taken.length);
  expect(text).not.toMatch(/^(?:import|export) /m);
});

it('the bootstrap holds each of its modules once', () => {
  const folder = new URL('../../../lib/local/host/bootstrap/', import.meta.url);
  const functions = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/^export (?:async )?function (\w+)/gm)].map(
      ([, name]) => name,
    ),
  );
  expect(functions.length).toBeGreaterThan(5);
  for (const name of functions) expect(text.split(`function ${name}(`)).toHaveLength(2);
});

it('the bootstrap doesn’t have the word for which Node loads a module, wherever it stands', () => {
  expect(text).not.toMatch(/\bcrypto\b/);
});

it('the bootstrap fits into what Windows takes as a command line', () => {
  expect(text.length).toBeLessThan(30_000);
});
