/** The page by keyboard and by screen reader: names and roles, the order of the focus, and contrast. */
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../../../support/chromium';
import { knownPage, pricedPage, usePages } from './pages';

describeInBrowser('the page without a mouse', () => {
  const open = usePages({ known: knownPage, priced: pricedPage });

  it('has a name for each control, region and table, and headings in order', async () => {
    const { page } = await open('priced');

    const tree = await page.locator('body').ariaSnapshot();

    const lines = tree.split('\n').map((line) => line.trim());
    const unnamed = /^- (button|link|combobox|slider|table|region|heading)(:|$| \[)/;
    expect(lines.filter((line) => unnamed.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('- heading')).map((line) => line.slice(10))).toEqual([
      '"priced" [level=1]',
      ...['Wallets', 'Allocation', 'Holdings', 'Movements', 'Completeness and gaps'].map(
        (title) => `"${title}" [level=2]`,
      ),
    ]);
    for (const part of ['region "History"', 'group "Visible period"', 'slider "Slot"', 'combobox "Show"'])
      expect(tree).toContain(part);
    expect(tree).toMatch(/table "Holdings at /);
    expect(tree).toContain('button "1 day"');
  });

  it('reaches every control by the Tab key, in the order of the page', async () => {
    const { page } = await open('priced');
    const controls = await page
      .locator('a[href], button:not(:disabled), select, input, summary, .scroll')
      .count();

    const reached: number[] = [];
    for (let i = 0; i < controls; i++) {
      await page.keyboard.press('Tab');
      reached.push(
        await page.evaluate<number>('[...document.querySelectorAll("*")].indexOf(document.activeElement)'),
      );
    }

    expect(new Set(reached).size).toBe(controls);
    expect(reached).toEqual(reached.toSorted((a, b) => a - b));
  });

  it('moves the cursor slot by slot, with text for screen readers', async () => {
    const { page } = await open('known');
    await page.selectOption('#plot', { label: 'BTC' });

    const slider = page.getByRole('slider', { name: 'Slot' });
    await slider.focus();
    await page.keyboard.press('Home');
    expect(await slider.getAttribute('aria-valuetext')).toBe('1 Jan 2026, 00:00 UTC: 1.5 BTC');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');

    expect(await slider.getAttribute('aria-valuetext')).toContain('unknown, failed: ip-not-whitelisted');
  });

  it.each(['light', 'dark'] as const)('has a contrast of at least 4.5 in %s colours', async (colorScheme) => {
    const { page } = await open('priced', { colorScheme });

    expect(await lowContrasts(page)).toEqual([]);
  });
});

/** Texts with less contrast than WCAG's level AA requires; disabled controls are exempt. */
const lowContrasts = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
      const [r, g, b] = parse(colour).slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const background = (element) => {
      for (let each = element; each; each = each.parentElement) {
        const colour = getComputedStyle(each).backgroundColor;
        if ((parse(colour)[3] ?? 1) > 0) return colour;
      }
      return 'rgb(255, 255, 255)';
    };
    const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [...document.querySelectorAll('#page *')]
      .filter((element) => hasText(element) && !element.closest(':disabled, option, noscript'))
      .flatMap((element) => {
        const [one, two] = [getComputedStyle(element).color, background(element)].map(luminance);
        const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        return contrast < 4.5 ? [element.textContent + ': ' + contrast.toFixed(2)] : [];
      });
  })()`);
