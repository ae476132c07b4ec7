/** A Web Worker that draws, verifies, aligns, cuts and converts frames. */
import { browserBackends } from '../engine/backend/browser-backends.ts';
import { webParent } from '../engine/parallel/ports.ts';
import { openDrawn } from '../pipeline/frame-source.ts';
import { serveFrames } from '../pipeline/workers/pool.ts';
import { assetsAt } from './assets.ts';
import { workerName } from './worker-name.ts';

const { wasmPaths, assets } = workerName();

serveFrames(webParent(globalThis), {
  openSource: openDrawn,
  frameAligner: async () => (await import('../pipeline/workers/frame-aligner.ts')).FrameAligner,
  backends: () => Promise.resolve(browserBackends(wasmPaths)),
  readAsset: assetsAt(assets),
});
