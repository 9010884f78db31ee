import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentPolicy } from '../../../lib/local/page/content-policy.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test('lets in scripts of the folder alone, and calls of the page’s own origin and the named ones', () => {
  const policy = contentPolicy('<p>Hello</p>', ['http://localhost:9339']).split('; ');

  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' http://localhost:9339",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ]),
  );
  expect(policy.join()).not.toContain('unsafe');
});

test('lets in each style that stands in the document, by the hash of what the browser parses', () => {
  const html = '<style>p { color: red }</style>\n<STYLE media="print">\r\np { color: black }\r\n</STYLE >';

  expect(contentPolicy(html, [])).toContain(
    `style-src 'self' ${hashOf('p { color: red }')} ${hashOf('\np { color: black }\n')};`,
  );
});

test.each([
  `<meta http-equiv="Content-Security-Policy" content="default-src 'self'">`,
  "<META\n charset=utf-8 HTTP-EQUIV='content-security-policy' content=''>",
])('leaves a document to its own policy, which can not say who may frame it: %s', (html) => {
  expect(contentPolicy(html, [])).toBe("frame-ancestors 'none'");
});

test.each([
  `<!-- <meta http-equiv="Content-Security-Policy" content="default-src 'self'"> -->`,
  `<meta http-equiv="Content-Security-Policy-Report-Only" content="default-src 'self'">`,
])('takes for no policy what is none: %s', (html) => {
  expect(contentPolicy(html, [])).toMatch("default-src 'none'");
});
