/**
 * Preloaded into a sandbox that is to live at another time: `Date` shows the real time plus a shift, which is set anew
 * with each invocation, as a sandbox that was frozen for an hour wakes an hour later. Timers run in real time.
 */
const RealDate = Date;
let shift = 0;
const now = () => RealDate.now() + shift;

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct: (target, values, asked) =>
    Reflect.construct(target, values.length > 0 ? values : [now()], asked === Date ? target : asked),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});

Reflect.set(globalThis, Symbol.for('sandbox.setClock'), (/** @type {number} */ ms) => {
  shift = ms;
});
