/** Reads the page's data, which the file holds as base64 of gzipped JSON. */
import type { PageData } from '../data';

export async function readData(): Promise<PageData> {
  const base64 = document.getElementById('data')?.textContent ?? '';
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const json = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(json).json();
}
