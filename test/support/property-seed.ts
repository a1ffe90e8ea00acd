/**
 * Properties and models try the same cases in every run of the suite, so that it says the same of the same code. The soak
 * draws new ones each time, and so does `PROPERTY_SEED=$RANDOM npm test`.
 */
import { configureGlobal } from 'fast-check';

configureGlobal({
  seed: Number(process.env.PROPERTY_SEED ?? 20_261_122),
  // Nobody reads by which smallest example a mutant was noticed.
  endOnFailure: process.env.MUTATED !== undefined,
});
