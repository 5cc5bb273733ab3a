import { expect, phone, test } from '../support';
import type { Page } from '@playwright/test';

/** Waits until the worker that keeps the shell is in charge of the page. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((took) => navigator.serviceWorker.addEventListener('controllerchange', took, { once: true }));
    }
  });
}

/** The addresses that the worker keeps. */
function addresses(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found;
  });
}

test.describe('without a line', () => {
  test.use({ ...phone, allowedErrors: /ERR_INTERNET_DISCONNECTED/ });

  test('the timetable that was seen stays, and every other page says that there is no line', async ({ page, context }) => {
    // a day that has not begun: late in the evening there is nothing ahead on the first one
    const there = `/?day=${new Date(Date.now() + 36 * 3_600_000).toISOString().slice(0, 10)}`;
    await page.goto(there);
    await kept(page);
    await page.reload();
    const first = page.getByRole('main').getByRole('listitem').filter({ visible: true }).first();
    await expect(first).toBeVisible();
    const words = await first.innerText();
    await expect.poll(() => addresses(page)).toContain('/');

    await context.setOffline(true);
    await page.reload();
    await expect(first).toBeVisible();
    expect((await first.innerText()).split('\n')[0]).toBe(words.split('\n')[0]);

    await page.goto('/sign-in');
    await expect(page.getByRole('heading', { name: 'No connection' })).toBeVisible();
    const button = page.getByRole('link', { name: 'Spotter' });
    expect(await button.evaluate((node) => getComputedStyle(node).display), 'the page has its looks').toMatch(/flex/);
    // back on line the page that was asked for comes by itself
    await context.setOffline(false);
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    await page.goto(there);
    await expect(first).toBeVisible();
  });

  test('nothing that a member reads is kept', async ({ somebody }) => {
    const page = await somebody('member');
    await page.goto('/home');
    await kept(page);
    for (const path of ['/home', '/passes', '/bookings', '/']) await page.goto(path);
    const found = await addresses(page);
    expect(found).toContain('/offline.html');
    for (const path of ['/', '/home', '/passes', '/bookings', '/code']) expect(found).not.toContain(path);
    expect(found.filter((path) => path.startsWith('/api/'))).toEqual([]);
  });
});
