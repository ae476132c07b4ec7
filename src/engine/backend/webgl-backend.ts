import * as tf from '@tensorflow/tfjs';
import { unavailable, type BackendCandidate } from './candidate.ts';
import { isSoftware } from './software.ts';

/** The part of WebGL that is used; the core has no DOM types. */
interface WebGl {
  readonly RENDERER: number;
  getExtension(name: 'WEBGL_debug_renderer_info'): { readonly UNMASKED_RENDERER_WEBGL: number } | null;
  getParameter(name: number): unknown;
}

/** Internals of TensorFlow.js's `webgl` backend. */
interface WebGlBackend {
  readonly gpgpu: { readonly gl: WebGl };
}

/** A GPU in browsers without WebGPU. */
export const webglBackend = (): BackendCandidate => ({
  name: 'webgl',
  async activate(forced) {
    // Checked before `setBackend`, which would log a long warning.
    if (!tf.engine().backendNames().includes('webgl') || !tf.env().getBool('HAS_WEBGL')) {
      return unavailable('there is no WebGL', "allow the browser to use the machine's GPU");
    }
    if (!(await tf.setBackend('webgl'))) return unavailable('TensorFlow.js cannot use WebGL');
    await tf.ready();
    const name = nameOf((tf.backend() as unknown as WebGlBackend).gpgpu.gl);
    if (!forced && isSoftware(name)) return unavailable(`${name} is software, not a GPU`);
    if (!forced && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) {
      return unavailable(`${name} computes in 16 bits, too few to train with`);
    }
    return { runs: true, why: `${name} through WebGL` };
  },
});

/** The GPU's name. Where the extension is missing, RENDERER is the unmasked name. */
function nameOf(gl: WebGl): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
}
