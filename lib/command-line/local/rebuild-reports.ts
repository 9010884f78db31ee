import { note, print, type Terminal } from '../terminal.ts';

/** What is told of rebuilds: what began them, and how they came out. */
export interface RebuildReports {
  onChange(files: readonly string[]): void;
  onUpdate(): void;
  onUpdateError(error: unknown): void;
}

/** Tells a person of each rebuild, and which code runs now. */
export function rebuildReports(terminal: Terminal, now = () => performance.now()): RebuildReports {
  let begun = 0;
  let failed = false;
  return {
    onChange([first = '', ...others]) {
      begun = now();
      const more = others.length > 0 ? ` and ${others.length} more` : '';
      print(terminal, `Change seen in ${first}${more}: rebuilding …`);
    },
    onUpdate() {
      const outcome = failed ? 'Good again: rebuilt' : 'Rebuilt';
      failed = false;
      print(terminal, `${outcome}, after ${((now() - begun) / 1000).toFixed(1)} s.`);
    },
    onUpdateError(error) {
      failed = true;
      note(terminal, `countersign: ${error instanceof Error ? error.message : String(error)}`);
      note(terminal, 'The rebuild failed: what ran before goes on, and the next change rebuilds it.');
    },
  };
}
