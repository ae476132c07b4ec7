import { describe, expect, test } from 'vitest';
import { formatReport } from '../../src/evaluate/report.ts';
import { PICTURE, reportData } from './report/report-data.ts';

const page = formatReport(reportData());
/** What is written, without tags and with single spaces. */
const textOf = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('a report', () => {
  test('tells the scores of both directions', () => {
    const text = textOf(page);
    expect(text).toContain('Mira → Oskar 76 %');
    expect(text).toContain('Oskar → Mira 67 %');
    expect(text).toContain('The swap goes 76 % of the way from Mira to Oskar. Oskar’s average face');
    expect(text).toMatch(/Swap error How far the painted face [^.]*\. 9\.6 13\.2/);
    expect(text).toMatch(/Cost of crossing [^.]*\. 3\.6 7\.2/);
    expect(text).toMatch(/PSNR [^.]*\. Higher is better\. 24\.9 dB 24\.9 dB/);
    expect(text).toMatch(/SSIM [^.]*\. 0\.849 0\.849/);
    expect(text).toMatch(/Flicker [^.]*\. 1\.6 key: 0\.8 1\.6 key: 0\.8/);
    expect(text).toContain('Measure eyes mouth face Swap error 14.4 11.2 9.6');
    expect(text).toMatch(/Turn of the head [^.]*\. 0\.91 key: 0\.91/);
    expect(text).toMatch(/Eyelids [^.]*\. n\/a key: 0\.99/);
    expect(text).toMatch(/Likeness [^.]*\. 97 % key: 100 %/);
    expect(text).toContain('Frame 31: error 17.8');
    expect(text).toContain('no warp false whether Mira is warped');
    expect(text).toContain('Clip of Mira clips/Mira');
    expect(text).toContain('step 250');
  });

  test('writes minus signs, and no null, NaN or undefined', () => {
    expect(textOf(page)).toMatch(/from as it was filmed to the answer key\. −6 % key: 71 % −6 % key: 71 %/);
    expect(textOf(page)).not.toMatch(/null|NaN|undefined|\[object/);
  });

  test('runs nothing, and fetches nothing', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\(/i);
    for (const [, , uri] of page.matchAll(/\s(src|srcset|href|action|data)="([^"]*)"/g)) {
      expect(uri).toMatch(/^data:image\/png;base64,/);
    }
    expect(page).toContain('default-src &#39;none&#39;');
  });

  test('says that it is synthetic', () => {
    expect(page).toContain('content="http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"');
    expect(textOf(page)).toContain('Nobody in these pictures exists.');
  });

  test('says what is in every picture, and what every column holds', () => {
    const images = page.match(/<img[^>]*>/g)!;
    expect(images).toHaveLength(4 + 1 + 2 + 16);
    for (const image of images) expect(image).toMatch(/ alt="[^"]+"/);
    for (const head of page.match(/<th[ >][^>]*>?/g)!) expect(head).toMatch(/scope="(col|row)"/);
  });

  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    '&lt;b&gt;',
  ])('shows a person called %s as such', (name) => {
    const nasty = formatReport(reportData(name));
    const tags = (html: string) => html.match(/<\/?[a-z][^\s>]*/g);
    expect(tags(nasty)).toEqual(tags(page));
    expect(nasty).not.toContain(name);
    const written = nasty.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"');
    const names = written.replaceAll('&#39;', "'").replaceAll('&amp;', '&').split(name).length;
    expect(names).toBe(page.split('Mira').length);
  });

  test('leaves out what there is not', () => {
    const { people, directions } = reportData();
    const [{ from, to, crops }] = directions;
    const small = formatReport({
      people,
      directions: [{ from, to, crops, worst: [] }],
      charts: [],
      settings: [],
      provenance: [],
    });
    expect(small.match(/<h2>[^<]*/g)).toEqual(['<h2>Scores', '<h2>Eyes, mouth, face']);
    expect(textOf(small)).not.toContain('Whole frames');
    expect(textOf(small)).not.toContain('Oskar → Mira');
    expect(page.match(/<h2>/g)).toHaveLength(10);
  });

  test.each(['https://example.org/x.png', 'x.png', 'data:text/html;base64,PGI+', ''])(
    'refuses the picture %j',
    (uri) => {
      const data = reportData();
      const [mira, oskar] = data.people;
      expect(() => formatReport({ ...data, people: [{ ...mira, portrait: uri }, oskar] })).toThrow(
        'expected data:image/…;base64,…',
      );
      const film = { animation: PICTURE, still: uri, caption: '' };
      expect(() => formatReport({ ...data, film })).toThrow(RangeError);
    },
  );
});
