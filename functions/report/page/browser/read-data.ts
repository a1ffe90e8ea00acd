/** Reads the page's data, which the file holds in two parts, each as base64 of gzipped JSON. */
import type { PageAmounts, PageOutline } from '../data';

export const readOutline = (): Promise<PageOutline> => readPart('data');

/** The amounts are after the script: the browser may not have read the file to its end. */
export async function readAmounts(): Promise<PageAmounts> {
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  return readPart('amounts');
}

/** Rejects with one sentence, such as for a file that was cut off. */
async function readPart<T>(id: string): Promise<T> {
  try {
    return await unpack(document.getElementById(id)?.textContent ?? '');
  } catch (cause) {
    throw new Error('its file is not complete, or was changed.', { cause });
  }
}

async function unpack<T>(base64: string): Promise<T> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  // Ten times as fast as `Uint8Array.from` with a function, which for ten years takes a second.
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  // Errors reach the reader as well.
  writer.write(bytes).catch(() => {});
  writer.close().catch(() => {});
  return await new Response(readable).json();
}
