import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { synthesizeLocalApp } from '../../../lib/local/app/index.ts';
import type { LocalApp } from '../../../lib/local/model.ts';
import { temporaryFolder, writeAssembly } from './assembly.ts';
import {
  type AppToSplit,
  FIRST_FUNCTION,
  hashOf,
  isLeft,
  isUntold,
  QUEUE,
  splitTemplate,
  TABLE,
  type Value,
} from './split-template.ts';

/** In `Fn::Join`, as at AWS, what is none would be left out; it is asked for by itself alone. */
const simple: fc.Arbitrary<Value> = fc.oneof(
  fc.string().map((text): Value => ({ kind: 'text', text: text.replaceAll('{', '') })),
  fc.constantFrom<Value>(
    { kind: 'resource', index: TABLE },
    { kind: 'resource', index: TABLE, attribute: 'Arn' },
    { kind: 'resource', index: QUEUE },
    { kind: 'resource', index: QUEUE, attribute: 'Arn' },
    { kind: 'resource', index: FIRST_FUNCTION },
    { kind: 'resource', index: FIRST_FUNCTION, attribute: 'Arn' },
    { kind: 'word' },
    { kind: 'untold' },
    { kind: 'imported' },
    { kind: 'element', index: 0 },
    { kind: 'element', index: 1 },
  ),
);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    simple,
    fc.constant<Value>({ kind: 'left' }),
    fc.record({ kind: fc.constant('either' as const), holds: fc.boolean(), chosen: tie('value'), other: tie('value') }),
    fc.record({ kind: fc.constant('joined' as const), parts: fc.array(simple, { maxLength: 3 }) }),
  ),
}));

const app: fc.Arbitrary<AppToSplit> = fc
  .tuple(fc.array(fc.array(value, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), fc.nat({ max: 4 }))
  .chain(([functions, stacks]) =>
    fc.record({
      functions: fc.constant(functions),
      parents: fc.tuple(...Array.from({ length: stacks }, (_, before) => fc.nat({ max: before }))),
      homes: fc.array(fc.nat({ max: stacks }), {
        minLength: FIRST_FUNCTION + functions.length,
        maxLength: FIRST_FUNCTION + functions.length,
      }),
    }),
  );

async function read(directory: string, folder: string, split: AppToSplit): Promise<LocalApp> {
  const [own = {}, ...nested] = splitTemplate(split);
  const out = join(directory, folder);
  mkdirSync(out, { recursive: true });
  writeAssembly(out, { Auth: own });
  const files: Record<string, object> = { code: { source: { path: 'asset.code', packaging: 'zip' } } };
  nested.forEach((template, place) => {
    const path = `Stack${place + 1}.nested.template.json`;
    writeFileSync(join(out, path), JSON.stringify(template));
    files[hashOf(place + 1)] = { source: { path, packaging: 'file' } };
  });
  writeFileSync(join(out, 'Auth.assets.json'), JSON.stringify({ files }));
  return synthesizeLocalApp({ directory, app: folder });
}

/** The app, with a resource's logical id for each name and id that is made up, which has the stack's in it. */
function withoutMadeUpNames(read: LocalApp, out: string): unknown {
  const ids = read.pools.flatMap(({ logicalId, userPoolId, clients }) => [
    [userPoolId, logicalId] as const,
    ...clients.map((client) => [client.clientId, client.logicalId] as const),
  ]);
  const text = JSON.stringify(read)
    .replace(/Auth(?:-\w+)*-(R\d+)-\w{12}/g, '<$1>')
    .replace(/of the stack \S+ can't/g, "of the stack can't")
    .replace(/R\d+-Auth[\w-]*/g, '<pool>')
    .replaceAll(`${out}/`, 'out/');
  const named: LocalApp = JSON.parse(ids.reduce((each, [id, name]) => each.replaceAll(id, `<${name}>`), text));
  return {
    ...named,
    functions: named.functions.toSorted((a, b) => a.logicalId.localeCompare(b.logicalId)),
    notes: named.notes?.toSorted(),
  };
}

it('gives the same app as in one stack, however it is split into nested ones', async () => {
  const directory = temporaryFolder();
  const nowhereElse = (split: AppToSplit): AppToSplit => ({ ...split, parents: [], homes: split.homes.map(() => 0) });
  await fc.assert(
    fc.asyncProperty(app, async (split) => {
      const whole = await read(directory, 'whole', nowhereElse(split));
      const parts = await read(directory, 'parts', split);
      expect(withoutMadeUpNames(parts, 'parts')).toEqual(withoutMadeUpNames(whole, 'whole'));
    }),
    { numRuns: 100 },
  );
});

it('tells each variable, or names it in the refusal', async () => {
  const directory = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(app, async (split) => {
      const { functions } = await read(directory, 'parts', split);
      split.functions.forEach((variables, place) => {
        const found = functions.find(({ logicalId }) => logicalId === `R${FIRST_FUNCTION + place}`);
        variables.forEach((each, index) => {
          expect(Object.hasOwn(found?.environment ?? {}, `V${index}`)).toBe(!isUntold(each) && !isLeft(each));
          expect(found?.refusal?.includes(`V${index} isn't set`) ?? false).toBe(isUntold(each));
        });
      });
    }),
    { numRuns: 100 },
  );
});
