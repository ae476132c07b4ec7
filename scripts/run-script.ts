import { JanusError } from '../src/errors.ts';

/** Runs a script. What a person has to mend is said in a sentence, without a stack trace. */
export async function runScript(script: () => Promise<void>): Promise<void> {
  try {
    await script();
  } catch (error) {
    if (!(error instanceof JanusError)) throw error;
    console.error(`error: ${error.message}\n${error.advice}`.trimEnd());
    process.exitCode = 2;
  }
}
