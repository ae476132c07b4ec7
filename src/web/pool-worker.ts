/** A Web Worker that draws, verifies, aligns, cuts and converts frames. */
import { webParent } from '../engine/parallel/ports.ts';
import { openDrawn } from '../pipeline/frame-source.ts';
import { serveFrames } from '../pipeline/workers/pool.ts';
import { assetsAt } from './assets.ts';
import { workerName } from './worker-name.ts';

const { wasmPaths, assets } = workerName();

serveFrames(webParent(globalThis), {
  openSource: openDrawn,
  loadLandmarkFinder: async () => {
    const [{ loadLandmarkFinder }, { browserBackends }] = await Promise.all([
      import('../pipeline/networks/landmark-finder.ts'),
      import('../engine/backend/browser-backends.ts'),
    ]);
    const backends = () => Promise.resolve(browserBackends(wasmPaths));
    return loadLandmarkFinder({ backends, readAsset: assetsAt(assets) });
  },
});
