import { expect, test } from 'vitest';
import { ContactSheet } from '../../../src/node/media/contact-sheet.ts';
import { MAX_PICTURE_PIXELS } from '../../../src/node/media/png.ts';

test('a sheet with more pixels than a picture can have is refused, and the advised size is not', () => {
  const layout = { columns: 7, size: 1024 };
  let advice = '';
  try {
    new ContactSheet(300, layout);
  } catch (error) {
    ({ advice } = error as { advice: string });
  }
  const size = Number(/up to --size (\d+)/.exec(advice)?.[1]);
  const sheet = new ContactSheet(300, { ...layout, size });
  expect(sheet.width * sheet.height).toBeLessThanOrEqual(MAX_PICTURE_PIXELS);
  expect(size).toBeGreaterThan(900);
});
