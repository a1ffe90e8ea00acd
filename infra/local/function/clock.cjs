/**
 * Preloaded into a sandbox with a settable clock: `Date` shows the real time plus a shift, which each invocation sets.
 * Timers run in real time.
 */
const RealDate = Date;
let shift = 0;
const now = () => RealDate.now() + shift;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length > 0 ? values : [now()], newTarget === Date ? target : newTarget),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

Reflect.set(globalThis, Symbol.for('sandbox.setClock'), (/** @type {number} */ ms) => {
  shift = ms;
});
