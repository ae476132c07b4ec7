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
  test('leads with the skill of both directions', () => {
    const text = textOf(page);
    expect(text).toContain('Mira → Oskar 47 % skill Eyes 21 %, mouth 39 %. Oskar’s mean face with its light');
    expect(text).toContain('Oskar → Mira 28 % skill');
    expect(text).toContain('fitted to each frame would have 15 %.');
    expect(text.indexOf('Skill is 0 %')).toBeLessThan(text.indexOf('Scores'));
    expect(text).not.toMatch(/swap score/i);
  });

  test('has all scores, in the order of the command line', () => {
    const text = textOf(page);
    const rows = [
      /Skill 1 − swap error [^.]*\. 47 % answer key: 100 % 28 % answer key: 100 %/,
      /Swap error How far the swap is [^.]*\. 9\.6 13\.2/,
      /Mean face The error of one still picture[^.]*\. 18\.2 18\.2/,
      /Mean face, light only [^.]*\. 15\.5 15\.5/,
      /Not swapped [^.]*\. 40\.0 40\.0/,
      /Reconstruction [^.]*\. 6\.0 6\.0/,
      /Transfer gap [^.]*\. 3\.6 7\.2/,
      /PSNR [^.]*\. 24\.9 dB 24\.9 dB/,
      /SSIM [^.]*\. 0\.849 0\.849/,
      /Sharpness [^.]*\. 0\.73 0\.73/,
      /Skill The same of whole frames[^.]*\. −6 % answer key: 100 %/,
      /Pasting error [^.]*\. 8\.8 8\.8/,
      /Frame error [^.]*\. 15\.2 15\.2/,
      /Flicker [^.]*\. 1\.6 1\.6/,
      /PSNR [^.]*\. – –/,
      /Measure eyes mouth face Skill 21 % 39 % 47 % Swap error 14\.4 11\.2 9\.6/,
      /Yaw [^.]*\. 0\.91 answer key: 0\.91/,
      /Lids [^.]*\. – answer key: 0\.99/,
      /Likeness [^.]*\. 88 % answer key: 100 %/,
      /Identity accuracy [^.]*\. 97 % answer key: 100 %/,
      /Training loss/,
      /Validation skill/,
      /mean face: 0/,
      /step 250/,
      /Frame 31: error 17\.8/,
      /no warp false whether Mira is warped/,
      /Clip of Mira clips\/Mira/,
    ];
    let at = 0;
    for (const row of rows) {
      const found = text.slice(at).search(row);
      expect(found, `${row.source} after ${text.slice(Math.max(0, at - 50), at)}`).toBeGreaterThanOrEqual(0);
      at += found + 1;
    }
  });

  test('draws validation skill beside the mean face’s', () => {
    const data = reportData();
    const points = [
      [0, -0.5],
      [100, 0.75],
    ] as const;
    const text = formatReport({
      ...data,
      training: { ...data.training!, skill: [{ name: 'M → O', points }] },
    });
    expect(text).toContain('aria-label="Validation skill. M → O: from -50 to 75 at step 100."');
    expect(textOf(text)).toContain('mean face: 0');
  });

  test('writes minus signs, and no null, NaN or undefined', () => {
    expect(textOf(page)).toContain('−6 %');
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
