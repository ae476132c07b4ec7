/** A Web Worker that draws, verifies, cuts and converts frames. */
import { webParent } from '../engine/parallel/ports.ts';
import { openDrawn } from '../pipeline/frame-source.ts';
import { serveFrames } from '../pipeline/workers/pool.ts';

serveFrames(webParent(globalThis), { openSource: openDrawn });
