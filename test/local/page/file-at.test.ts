import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileAt } from '../../../lib/local/page/file-at.ts';
import { folderOf } from '../../constructs/fixtures/lambdas.ts';

test.each([
  ['/', 'web/index.html'],
  ['/index.html', 'web/index.html'],
  ['/sub/', 'web/sub/index.html'],
  ['/sub/a%20b.txt', 'web/sub/a b.txt'],
  ['/sub/../index.html', 'web/index.html'],
])('%s is %s', async (pathname, file) => {
  const root = realpathSync(folderOf({ 'web/index.html': '', 'web/sub/index.html': '', 'web/sub/a b.txt': '' }));

  expect(await fileAt(join(root, 'web'), pathname)).toBe(join(root, file));
});

test.each([
  ['a file that is not there', '/other.html'],
  ['a folder', '/sub'],
  ['a folder without index.html', '/sub/'],
  ['a path through a file', '/index.html/more'],
  ['a file above', '/../secret.txt'],
  ['a file above, its way encoded', '/..%2f%2e%2e/web%2f..%2fsecret.txt'],
  ['a file above, by an absolute path', '//etc/passwd'],
  ['a file above, by a link', '/out.txt'],
  ['a folder beside that is called alike', '/../web-2/a.txt'],
  ['a file whose name begins with a dot', '/.env'],
  ['such a file, its dot encoded', '/%2eenv'],
  ['a file in such a folder', '/.git/config'],
  ['such a file by a link', '/environment'],
  ['a NUL', '/index.html%00.txt'],
  ['what is no encoding', '/%zz'],
  ['a name that is too long', `/${'a'.repeat(5_000)}`],
])('%s is none: %s', async (_, pathname) => {
  const root = folderOf({
    ...{ 'web/index.html': '', 'web/.env': '', 'web/.git/config': '' },
    ...{ 'secret.txt': '', 'web-2/a.txt': '' },
  });
  mkdirSync(join(root, 'web/sub'));
  symlinkSync(join(root, 'secret.txt'), join(root, 'web/out.txt'));
  symlinkSync(join(root, 'web/.env'), join(root, 'web/environment'));

  expect(await fileAt(join(root, 'web'), pathname)).toBeUndefined();
});

test('a folder may itself lie in one whose name begins with a dot, and be named by a link', async () => {
  const root = realpathSync(folderOf({ '.work/web/index.html': '' }));
  symlinkSync(join(root, '.work/web'), join(root, 'linked'));

  expect(await fileAt(join(root, 'linked'), '/')).toBe(join(root, '.work/web/index.html'));
});
