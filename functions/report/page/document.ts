/** The page's file: markup, style, script and data in one, so that nothing has to be fetched. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { PageData, PageOutline } from './data';

const here = (name: string) => join(__dirname, name);

/** In the order of the page; the rules for narrow screens and for print come after what they change. */
const STYLE_SHEETS = [
  ...['base', 'header', 'first-screen', 'shares', 'controls', 'chart', 'tables'],
  ...['narrow', 'print'],
];

type PageAssets = { style: string; script: string };

/** Style and script, the same for each page. */
export async function pageAssets(): Promise<PageAssets> {
  const sheets = [
    require.resolve('uplot/dist/uPlot.min.css'),
    ...STYLE_SHEETS.map((name) => here(`style/${name}.css`)),
  ];
  const [script, ...styles] = await Promise.all([
    browserScript(),
    ...sheets.map((sheet) => readFile(sheet, 'utf8')),
  ]);
  return { style: styles.join(''), script };
}

/** The file in pieces, so that the data of years is not held as text a second time. */
export async function* pageDocument({ style, script }: PageAssets, data: PageData): AsyncGenerator<string> {
  const title = escapeText(data.accounts.map(({ gaps }) => gaps.account).join(', '));
  // The page may run its own script and nothing else, whatever text an exchange has sent.
  const scriptHash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'; img-src data:`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<title>Balance history: ${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<a class="skip" href="#history">Skip to the chart</a>
<main id="page"><noscript>This page needs JavaScript.</noscript></main>
<script type="text/plain" id="data">`;
  yield* compressed([JSON.stringify(outlineOf(data))]);
  yield `</script>
<script>${script}</script>
<script type="text/plain" id="amounts">`;
  yield* compressed(amountPieces(data));
  yield `</script>
</body>
</html>
`;
}

const outlineOf = ({ accounts, ...data }: PageData): PageOutline => ({
  ...data,
  accounts: accounts.map((account) => ({
    ...account,
    assets: account.assets.map(({ amounts: _, ...outline }) => outline),
  })),
});

/** `PageAmounts` as JSON, an asset at a time. */
function* amountPieces({ accounts }: PageData): Generator<string> {
  for (const [i, { assets }] of accounts.entries()) {
    yield i === 0 ? '[[' : '],[';
    for (const [j, { amounts }] of assets.entries()) yield (j > 0 ? ',' : '') + JSON.stringify(amounts);
  }
  yield accounts.length > 0 ? ']]' : '[]';
}

/** Gzipped, as base64. */
async function* compressed(pieces: Iterable<string>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of Readable.from(pieces).pipe(createGzip())) {
    const bytes = Buffer.concat([rest, chunk]);
    // Base64 has four letters for three bytes: what is left over waits for the next chunk.
    const full = bytes.length - (bytes.length % 3);
    yield bytes.toString('base64', 0, full);
    rest = bytes.subarray(full);
  }
  yield rest.toString('base64');
}

/** Bundles the browser's code when a page is made, so that no build can be out of date. */
async function browserScript(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [here('browser/main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    tsconfig: here('browser/tsconfig.json'),
  });
  // A script element ends at the first closing tag, even one inside a string.
  return (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script');
}

const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
