import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../../src/evaluate/report/html.ts';

test('texts are escaped, in elements and in attributes', () => {
  const nasty = `<script>alert("x" & 'y')</script>`;
  const safe = '&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;';
  expect(html`<b title="${nasty}">${nasty}</b>`.text).toBe(`<b title="${safe}">${safe}</b>`);
});

test('HTML stays HTML, lists follow one another, and nothing is nothing', () => {
  const items = ['a&b', 'c'].map((item) => html`<b>${item}</b>`);
  expect(html`<i>${items}</i>${undefined}${-0.5}`.text).toBe('<i><b>a&amp;b</b><b>c</b></i>-0.5');
  expect(html`${[['<', html`<br />`], undefined]}`.text).toBe('&lt;<br />');
});

test('no text can open a tag, or end an attribute', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(html`${text}`.text).not.toMatch(/[<>"']/);
    }),
  );
});
