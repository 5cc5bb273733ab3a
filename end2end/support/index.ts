import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page, type TestInfo } from '@playwright/test';
import { resolve } from 'node:path';

export { expect };
export { signInOf } from './signins';

/** A member's telephone: `test.use(phone)`. */
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
/** The desk and the office: `test.use(desktop)`, also what a spec gets that says nothing. */
export const desktop = { viewport: { width: 1440, height: 900 } } as const;

/**
 * Fails a test in which a page threw, panicked or broke the content security policy, whatever else it asserted: a page that
 * did not hydrate looks right. `test.use({ allowedErrors: [/…/] })` for what a spec provokes on purpose.
 */
export const test = base.extend<{ allowedErrors: RegExp[]; noErrors: void }>({
  allowedErrors: [[], { option: true }],
  noErrors: [
    async ({ context, allowedErrors }, use) => {
      const errors: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => errors.push(String(error.error())));
      await use();
      const unexpected = errors.filter((text) => !allowedErrors.some((allowed) => allowed.test(text)));
      expect(unexpected, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
});

/** Whether this run has JavaScript. */
export function hasJavaScript(info: TestInfo): boolean {
  return info.project.name === 'js';
}

/** Serious breaches of WCAG 2.2 AA on the page as it stands. Needs JavaScript: it runs inside the page. */
export async function expectAccessible(page: Page): Promise<void> {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  const breaches = found.violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(' ')).join('; ')})`);
  expect(breaches, 'accessibility').toEqual([]);
}

/** No sideways scrolling: the first thing to break on a telephone. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.locator('html').evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(width, 'pixels beyond the right edge').toBeLessThanOrEqual(0);
}

/** Keeps a picture of the whole page in screenshots/, to be looked at by people. */
export async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: resolve(__dirname, `../../screenshots/${info.project.name}/${name}.png`), fullPage: true });
}
