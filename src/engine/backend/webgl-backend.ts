import * as tf from '@tensorflow/tfjs';
import { unavailable, type BackendCandidate } from './candidate.ts';
import { isSoftware } from './software.ts';

/** The little of WebGL that is looked at here; the core knows no DOM. */
interface WebGl {
  readonly RENDERER: number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
}

/** What TensorFlow.js's `webgl` backend has inside. */
interface WebGlBackend {
  readonly gpgpu: { readonly gl: WebGl };
}

/** A GPU in browsers without WebGPU. */
export const webglBackend = (): BackendCandidate => ({
  name: 'webgl',
  async activate(forced) {
    // Asked before `setBackend`, which would complain at length.
    if (!tf.engine().backendNames().includes('webgl') || !tf.env().getBool('HAS_WEBGL')) {
      return unavailable('there is no WebGL', "allow the browser to use the machine's GPU");
    }
    if (!(await tf.setBackend('webgl'))) return unavailable('TensorFlow.js cannot use WebGL');
    await tf.ready();
    const name = nameOf((tf.backend() as unknown as WebGlBackend).gpgpu.gl);
    if (!forced && isSoftware(name)) return unavailable(`${name} is no GPU but a program`);
    if (!forced && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
      return unavailable(`${name} computes in 16 bits, too few to train with`);
    }
    return { runs: true, why: `${name} through WebGL` };
  },
});

/** Where the extension is missing, the plain name is the true one. */
function nameOf(gl: WebGl): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}
