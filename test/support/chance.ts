/** Seeded random numbers: the same seed gives the same choices in each run. */

export type Chance = {
  /** From 0 up to 1. */
  number(): number;
  /** True in this share of cases. */
  happens(share: number): boolean;
  oneOf<T>(choices: readonly T[]): T;
  /** Normally distributed, about 0. */
  normal(): number;
};

/** mulberry32: a 32-bit generator, sufficient for choosing test cases. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    number,
    happens: (share) => number() < share,
    oneOf: (choices) => choices[Math.floor(number() * choices.length)] as (typeof choices)[number],
    normal: () => Math.sqrt(-2 * Math.log(1 - number())) * Math.cos(2 * Math.PI * number()),
  };
}
