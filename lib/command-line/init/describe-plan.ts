import type { NextCommand } from './next-commands.ts';
import type { ProjectPlan } from './project-plan.ts';

type Edit = ProjectPlan['edits'][number];

/** What a plan would write, whole. */
export function describeWrites({ files, edits, installs }: ProjectPlan): readonly string[] {
  return [
    ...files.flatMap(({ path, text }) => [`Would write ${path}:`, '', ...indented(text.trimEnd().split('\n')), '']),
    ...edits.flatMap((edit) => [`Would add ${countOf(edit)} to ${edit.path}:`, '', ...indented(addedLines(edit)), '']),
    ...(installs ? ['Would run npm install.', ''] : []),
  ];
}

/** One line of what was written, once it is. */
export function describeWritten({ files, edits }: ProjectPlan, path: string): readonly string[] {
  const edit = edits.find((each) => each.path === path);
  if (edit) return [`added ${countOf(edit)} to ${path}:`, '', ...indented(addedLines(edit)), ''];
  const about = files.find((each) => each.path === path)?.about;
  return [`wrote ${path}${about ? `   ${about}` : ''}`];
}

/** What is there, and what is left for the person to do. */
export function describeRest({ files, edits, present, notes }: ProjectPlan): readonly string[] {
  const isDone = files.length === 0 && edits.length === 0;
  const there = present.length > 0 ? [`${isDone ? 'nothing to write; ' : ''}there already: ${present.join(', ')}`] : [];
  return [...there, ...notes.flatMap((note) => ['', note])];
}

/** The commands, with what they do beside them. */
export function describeNext(next: readonly NextCommand[]): readonly string[] {
  const width = Math.max(...next.map(({ command }) => command.length));
  return next.map(({ command, about }) => `  ${about ? `${command.padEnd(width)}   ${about}` : command}`);
}

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => (line ? `  ${line}` : ''));

const countOf = ({ before, after }: Edit): string => `${after.split('\n').length - before.split('\n').length} lines`;

/** The lines that the file has more. */
function addedLines({ before, after }: Edit): readonly string[] {
  const old = before.split(/\r?\n/);
  const lines = after.split(/\r?\n/);
  // Each old line is met in its order; one that was changed counts as added, and its old self as gone.
  let position = 0;
  return lines
    .filter((line) => {
      const found = old.indexOf(line, position);
      if (found === -1) return true;
      position = found + 1;
      return false;
    })
    .map((line) => line.trim());
}
