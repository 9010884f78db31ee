import { expect, test } from 'vitest';
import { escapeHtml } from '../../lib/challenges/index.ts';

test.each([
  ['Alice', 'Alice'],
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`"><img src=x onerror='a'>`, '&quot;&gt;&lt;img src=x onerror=&#39;a&#39;&gt;'],
  ['a &amp; b', 'a &amp;amp; b'],
  ['', ''],
])('%j is no markup in HTML: %j', (text, escaped) => {
  expect(escapeHtml(text)).toBe(escaped);
});
