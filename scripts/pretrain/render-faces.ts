import { FACE_BYTES, type FaceTask } from './face-bytes.ts';
import { renderFile } from './render-file.ts';

/** Renders faces into a file. @param what says in the progress which faces they are. */
export const renderFaces = (path: string, task: FaceTask, count: number, what: string): Promise<void> =>
  renderFile(path, { thread: new URL('face-worker', import.meta.url), task, count, size: FACE_BYTES, what });
