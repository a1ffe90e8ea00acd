/** V8 compiles no function of a process that has turned its compilers off. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const MODULE = join(__dirname, '..', '..', '..', 'functions', 'snapshot', 'disable-jit.ts');

/** Bits of V8's `OptimizationStatus`: https://github.com/v8/v8/blob/main/src/runtime/runtime.h */
const OPTIMIZED = 1 << 4;
const BASELINE = 1 << 15;

/** Whether a function that runs often is compiled in a process that has first run `script`. */
function isCompiled(script: string): boolean {
  const hot = `
    const add = (a, b) => a + b;
    let sum = 0;
    for (let i = 0; i < 5e6; i++) sum = add(sum, i);
    console.log(%GetOptimizationStatus(add));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--allow-natives-syntax',
      '--no-concurrent-recompilation',
      '--require',
      'tsx/cjs',
      '--eval',
      script + hot,
    ],
    { encoding: 'utf8' },
  );
  if (!/^\d+\n$/.test(stdout)) throw new Error(stderr);
  return (Number(stdout) & (OPTIMIZED | BASELINE)) !== 0;
}

it('a function that runs often is compiled by default', () => {
  expect(isCompiled('')).toBe(true);
});

it('no function is compiled with the compilers off', () => {
  expect(isCompiled(`require(${JSON.stringify(MODULE)}).disableJit();`)).toBe(false);
});
