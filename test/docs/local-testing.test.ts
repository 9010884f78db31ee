import { openExampleProject } from './example-project.ts';
import { examplesOf } from './markdown.ts';

const { write, load } = openExampleProject();
for (const { file, code } of examplesOf('docs/local-testing.md')) write(file, code);

// The page's own tests, which become tests of this file.
for (const file of ['define', 'sign-in', 'waits']) await load(`test/${file}.test.ts`);
