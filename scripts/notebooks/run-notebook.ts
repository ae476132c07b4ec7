import { JanusError } from '../../src/errors.ts';
import { Kernel } from './kernel.ts';
import { sourceOf, type Cell, type Notebook } from './notebook.ts';

/**
 * Runs a notebook's cells in a kernel of their own.
 * @param folder where the kernel is started: packages are found from there.
 * @returns the notebook with what its cells put out.
 * @throws JanusError naming the first cell that fails.
 */
export async function runNotebook(notebook: Notebook, folder: string): Promise<Notebook> {
  const kernel = await Kernel.start(folder);
  try {
    const cells: Cell[] = [];
    for (const cell of notebook.cells) {
      if (cell.cell_type !== 'code') {
        cells.push(cell);
        continue;
      }
      const { status, ...result } = await kernel.execute(sourceOf(cell));
      const traceback = result.outputs.flatMap((output) => ('traceback' in output ? output.traceback : []));
      if (status !== 'ok') throw new JanusError(`The cell "${cell.id}" failed:\n${traceback.join('\n')}`);
      cells.push({ ...cell, ...result });
    }
    return { ...notebook, cells };
  } finally {
    await kernel.stop();
  }
}
