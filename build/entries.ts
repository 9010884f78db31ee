import { readFileSync } from 'node:fs';

/** A module that the package exports, by the paths of its JavaScript inside `dist`. */
export interface Entry {
  /** `lib/flow/index.js` */
  readonly module: string;
  /** Whether it can be had as CommonJS too, at the same path inside `dist/cjs`. */
  readonly commonJs: boolean;
}

type Conditions = { readonly default: string; readonly require?: string };

/** Reads what package.json exports. */
export function readEntries(manifest: string): readonly Entry[] {
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { exports: Record<string, string | Conditions> };
  return Object.values(exports).flatMap((target) => {
    if (typeof target === 'string') return [];
    const module = target.default.replace('./dist/', '');
    const commonJs = target.require !== undefined;
    if (commonJs && target.require !== `./dist/cjs/${module}`) throw new Error(`${target.require} is built nowhere`);
    return [{ module, commonJs }];
  });
}
