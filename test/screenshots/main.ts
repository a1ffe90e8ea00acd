/**
 * `npm run screenshots`: pictures of the page on each scene, to look at, in .local/screenshots, and those of the documentation
 * in docs/images. With names of scenes, those alone: `npm run screenshots -- year-79`; `documentation` is a name as well.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { startBrowser } from '../support/chromium';
import { buildPage } from '../support/page';
import { photographCommands } from './commands';
import { SCENES } from './scenes';

const ROOT = join(__dirname, '..', '..');
const IMAGES = join(ROOT, 'docs', 'images');
const OUTPUT = join(ROOT, '.local', 'screenshots');
const DOCUMENTATION = 'documentation';

type View = BrowserContextOptions & { media?: 'print'; fullPage?: boolean };

const DESKTOP = { viewport: { width: 1400, height: 900 } };
const PHONE = { viewport: { width: 400, height: 850 } };

const VIEWS: { [name: string]: View } = {
  'desktop-light': { ...DESKTOP, colorScheme: 'light' },
  'desktop-dark': { ...DESKTOP, colorScheme: 'dark' },
  'desktop-full': { ...DESKTOP, colorScheme: 'light', fullPage: true },
  'phone-light': { ...PHONE, colorScheme: 'light' },
  'phone-dark': { ...PHONE, colorScheme: 'dark' },
  'phone-full': { ...PHONE, colorScheme: 'light', fullPage: true },
  // The width of A4 between its margins.
  print: { viewport: { width: 703, height: 994 }, media: 'print', fullPage: true },
};

/** The README's pictures of the page: 400 letters of text are readable in them at half of their size. */
const PAGE_IMAGES: { [file: string]: View } = {
  'page-light.png': { viewport: { width: 1280, height: 860 }, colorScheme: 'light' },
  'page-dark.png': { viewport: { width: 1280, height: 860 }, colorScheme: 'dark' },
  'page-phone.png': { ...PHONE, colorScheme: 'light' },
};

async function main(names: string[]): Promise<void> {
  const wanted = names.length > 0 ? names : [...Object.keys(SCENES), DOCUMENTATION];
  const unknown = wanted.filter((name) => name !== DOCUMENTATION && !SCENES[name]);
  if (unknown.length > 0)
    throw new Error(`A scene must be one of ${Object.keys(SCENES).join(', ')}, got ${unknown}.`);
  const browser = await startBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
  try {
    mkdirSync(OUTPUT, { recursive: true });
    for (const name of wanted) {
      if (name === DOCUMENTATION) await photographDocumentation(browser, folder);
      else
        await photograph(browser, await writeScene(name, folder), VIEWS, (view) =>
          join(OUTPUT, `${name}-${view}.png`),
        );
      console.log(name);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

async function writeScene(name: string, folder: string): Promise<string> {
  const scene = SCENES[name]?.();
  if (!scene) throw new Error(`There is no scene ${name}.`);
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await buildPage(scene.accounts, scene));
  return file;
}

async function photographDocumentation(browser: Browser, folder: string): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const page = await writeScene('90-days', folder);
  await photograph(browser, page, PAGE_IMAGES, (file) => join(IMAGES, file));
  await photographCommands(browser, { folder, images: IMAGES, root: ROOT });
}

async function photograph(
  browser: Browser,
  file: string,
  views: { [name: string]: View },
  pathOf: (view: string) => string,
): Promise<void> {
  for (const [name, { media, fullPage, ...options }] of Object.entries(views)) {
    const page = await browser.newPage(options);
    if (media) await page.emulateMedia({ media });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('#page > :not([aria-busy])');
    await page.screenshot({ path: pathOf(name), fullPage });
    await page.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
