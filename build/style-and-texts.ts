import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signInCss } from '../lib/ui/style/sign-in-css.ts';
import { builtInEnglish } from '../lib/ui/texts/built-in-english.ts';
import { english } from '../lib/ui/texts/english.ts';
import { laidOver } from '../lib/ui/texts/texts.ts';

/** Until its script has come, the element takes the place that the start will need: so nothing jumps. */
const UNDEFINED = 'countersign-sign-in:not(:defined){display:block;min-block-size:11rem}';

/** Writes what the sign-in UI has as plain files: its look, for a link in a page, and its English texts, for translators. */
export function writeStyleAndTexts(dist: string): void {
  const ui = join(dist, 'lib/ui');
  writeFileSync(join(ui, 'style.css'), `${signInCss}${UNDEFINED}\n`);
  mkdirSync(join(ui, 'texts'), { recursive: true });
  writeFileSync(join(ui, 'texts/en.json'), `${JSON.stringify(laidOver(english, builtInEnglish), null, 2)}\n`);
}
