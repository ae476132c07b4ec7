import { afterEach, expect, test } from 'vitest';
import { formatReport } from '../../src/evaluate/report.ts';
import { reportData } from './report/report-data.ts';

/** Shows a report in a frame of that width. */
async function show(page: string, width: number): Promise<Document> {
  const frame = document.createElement('iframe');
  frame.style.width = `${width}px`;
  frame.style.height = '800px';
  frame.srcdoc = page;
  const loaded = new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
  });
  document.body.append(frame);
  await loaded;
  return frame.contentDocument!;
}

afterEach(() => {
  document.body.replaceChildren();
});

test('a browser reads a report as it was meant', async () => {
  const report = await show(formatReport(reportData()), 1000);
  expect(report.title).toBe('Mira ↔ Oskar: a Janus report');
  expect(report.documentElement.lang).toBe('en');
  expect(report.compatMode).toBe('CSS1Compat');
  for (const image of report.images) {
    expect(image.alt).not.toBe('');
    expect(image.naturalWidth).toBe(1);
  }
  const tables = [...report.querySelectorAll<HTMLTableElement>('table.scores')];
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) {
    expect(table.caption?.textContent.trim()).not.toBe('');
    const columns = table.tHead!.rows[0].cells.length;
    for (const row of table.rows) expect(row.cells).toHaveLength(columns);
  }
  const charts = [...report.querySelectorAll('svg')];
  expect(charts.length).toBeGreaterThan(0);
  for (const chart of charts) {
    expect(chart.getAttribute('aria-label')).toContain('at step 1000');
    expect(chart.querySelector('path')!.getTotalLength()).toBeGreaterThan(100);
  }
});

test.each([320, 700, 1400])('at a width of %i pixels nothing reaches over the edge', async (width) => {
  const report = await show(formatReport(reportData('Maximiliana-Theodora')), width);
  const { scrollWidth, clientWidth } = report.documentElement;
  expect(scrollWidth).toBe(clientWidth);
  const cells = [...report.querySelectorAll('.scores td')];
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) {
    expect(cell.scrollWidth).toBeLessThanOrEqual(cell.clientWidth);
  }
});

test('a name that is a script stays a name', async () => {
  const name =
    '<script>parent.document.title = "caught"</script><img src=x onerror="parent.document.title = \'caught\'">';
  const report = await show(formatReport(reportData(name)), 800);
  expect(report.scripts).toHaveLength(0);
  expect(report.querySelector('h1')!.textContent).toBe(`${name} ↔ Oskar`);
  expect(report.images).toHaveLength(4 + 1 + 2 + 16);
  expect(document.title).not.toBe('caught');
});
