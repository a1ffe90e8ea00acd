/** Moving and zooming the chart by pointer, touch and wheel. */
import type uPlot from 'uplot';
import type { View } from './timeline';

/**
 * Dragging and a sideways wheel move in time; a pinch, or Ctrl and the wheel, zooms at the pointer. Returns
 * the function that removes the listeners.
 */
export function enablePanning(chart: uPlot, view: () => View, setView: (view: View) => void): () => void {
  const { over } = chart;
  const abort = new AbortController();
  const { signal } = abort;
  let dragging: { x: number; from: View } | undefined;
  const perPixel = () => (view().max - view().min) / over.clientWidth;
  over.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      dragging = { x: event.clientX, from: view() };
      over.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  over.addEventListener(
    'pointermove',
    (event) => {
      if (!dragging) return;
      const shift = (dragging.x - event.clientX) * perPixel();
      setView({ min: dragging.from.min + shift, max: dragging.from.max + shift });
    },
    { signal },
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(end, () => (dragging = undefined), { signal });
  }
  over.addEventListener(
    'wheel',
    (event) => {
      const { min, max } = view();
      if (event.ctrlKey) {
        event.preventDefault();
        const pivot = chart.posToVal(event.offsetX, 'x');
        const factor = Math.exp(event.deltaY * 0.01);
        setView({ min: pivot - (pivot - min) * factor, max: pivot + (max - pivot) * factor });
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        const shift = event.deltaX * perPixel();
        setView({ min: min + shift, max: max + shift });
      }
    },
    { signal, passive: false },
  );
  return () => abort.abort();
}
