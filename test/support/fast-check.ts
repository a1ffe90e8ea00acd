/**
 * fast-check as all tests import it: properties and models try the same cases in each run of the suite, so that the same code
 * gives the same result. The soak takes its seed as an option; `PROPERTY_SEED=$RANDOM npm test` tries other cases.
 */
import fc from 'fast-check';

fc.configureGlobal({
  seed: Number(process.env.PROPERTY_SEED ?? 20_261_122),
  // A mutant's smallest failing example is not used: do not shrink.
  endOnFailure: process.env.MUTATED !== undefined,
});

export { default } from 'fast-check';
