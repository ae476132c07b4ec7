/** A notebook, as far as it is run here: nbformat 4.5 (nbformat.readthedocs.io). */
export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: object;
  readonly nbformat: 4;
  readonly nbformat_minor: 5;
}

export type Cell = CodeCell | TextCell;

interface AnyCell {
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  /** Its lines, each with its end. */
  readonly source: readonly string[];
}

export interface TextCell extends AnyCell {
  readonly cell_type: 'markdown' | 'raw';
}

export interface CodeCell extends AnyCell {
  readonly cell_type: 'code';
  /** Which execution of the kernel gave the outputs. */
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}

/** What a cell has put out. */
export type Output =
  | { readonly output_type: 'stream'; readonly name: 'stdout' | 'stderr'; readonly text: string }
  | { readonly output_type: 'display_data'; readonly data: MimeBundle; readonly metadata: object }
  | {
      readonly output_type: 'execute_result';
      readonly execution_count: number;
      readonly data: MimeBundle;
      readonly metadata: object;
    }
  | {
      readonly output_type: 'error';
      readonly ename: string;
      readonly evalue: string;
      readonly traceback: readonly string[];
    };

/** One thing in one or several media types: text as it is, pictures in base64. */
export type MimeBundle = Readonly<Record<string, unknown>>;

const isCode = (cell: Cell): cell is CodeCell => cell.cell_type === 'code';
const hasParameters = ({ metadata }: Cell): boolean => metadata.tags?.includes('parameters') === true;

/** The cells of code, in order. */
export const codeCells = ({ cells }: Notebook): CodeCell[] => cells.filter(isCode);

export const sourceOf = ({ source }: Cell): string => source.join('');

/**
 * The notebook with another cell of parameters: the one that is tagged so, as papermill has it.
 * @throws unless there is one.
 */
export function withParameters(notebook: Notebook, source: string): Notebook {
  if (notebook.cells.filter(hasParameters).length !== 1) throw new Error('Expected one cell of parameters.');
  const cells = notebook.cells.map((cell) => (hasParameters(cell) ? { ...cell, source: [source] } : cell));
  return { ...notebook, cells };
}

/** As Jupyter writes it. */
export const formatNotebook = (notebook: Notebook): string => `${JSON.stringify(notebook, null, 1)}\n`;
