import { packColumns, packRows } from './panels';
import { pixelOffsets } from './offsets';
import { multiply } from './tile';

/** Rows and columns of A packed at a time: 64 × 256 floats (64 kB) of A stay in the second-level cache. */
const BLOCK_ROWS: i32 = 64;
const BLOCK_K: i32 = 256;

/**
 * Floats of scratch memory that `matmul` needs: for a block of A, a panel of B, and the offsets of rows of C.
 */
export const MATMUL_WORK: i32 = BLOCK_ROWS * BLOCK_K + BLOCK_K * 8 + BLOCK_ROWS;

/**
 * C[m×n] = A[m×k] · B[k×n] (+ bias), each factor as it is or transposed in memory, blocked as in Goto and van
 * de Geijn, «Anatomy of high-performance matrix multiplication» (2008): a block of A is packed, then each
 * panel of B meets all of it while it sits in the first-level cache.
 *
 * @param transposedA whether A lies as [k, m]; `transposedB` whether B lies as [n, k]
 * @param start  n floats, padded to a multiple of eight, to which the product is added
 * @param work   room for MATMUL_WORK floats
 */
export function matmul(
  a: usize,
  transposedA: bool,
  b: usize,
  transposedB: bool,
  m: i32,
  k: i32,
  n: i32,
  c: usize,
  start: usize,
  work: usize,
): void {
  const workA = work;
  const workB = workA + ((<usize>(BLOCK_ROWS * BLOCK_K)) << 2);
  const rows = workB + ((<usize>(BLOCK_K * 8)) << 2);
  pixelOffsets(rows, 1, 1, min(m, BLOCK_ROWS), 0, 0, n);
  for (let m0 = 0; m0 < m; m0 += BLOCK_ROWS) {
    const mBlock = min(m - m0, BLOCK_ROWS);
    const target = c + ((<usize>(m0 * n)) << 2);
    for (let k0 = 0; k0 < k; k0 += BLOCK_K) {
      const kBlock = min(k - k0, BLOCK_K);
      for (let i = 0; i < mBlock; i += 4) {
        const panel = workA + ((<usize>(i * kBlock)) << 2);
        if (transposedA) packRows(a + ((<usize>(k0 * m + m0 + i)) << 2), m, kBlock, mBlock - i, 4, panel);
        else packColumns(a + ((<usize>((m0 + i) * k + k0)) << 2), k, kBlock, mBlock - i, 4, panel);
      }
      for (let j = 0; j < n; j += 8) {
        if (transposedB) packColumns(b + ((<usize>(j * k + k0)) << 2), k, kBlock, n - j, 8, workB);
        else packRows(b + ((<usize>(k0 * n + j)) << 2), n, kBlock, n - j, 8, workB);
        const at = (<usize>j) << 2;
        multiply(
          workA,
          16,
          (<usize>kBlock) << 4,
          workB,
          32,
          kBlock,
          target + at,
          rows,
          mBlock,
          n - j,
          k0 == 0 ? start + at : 0,
        );
      }
    }
  }
}
